// What is cut of one span, decided and written down piece by piece: texts, attributes, and how many of a list.

import { textToUtf8 } from '../base/utf8.ts';
import type { Attribute } from '../span/attribute-value.ts';
import { cutText, cutValue, valueBytes } from './cut-value.ts';
import type { LimitedCounts, LimitedThing, SpanLimits } from './span-limits.ts';

/** Of the words: enough to name a dozen things. */
const MAX_WORDS_CHARACTERS = 1000;

export class RowCuts {
  readonly limits: SpanLimits;
  private readonly counts: LimitedCounts;
  private readonly notes: string[] = [];
  private length = 0;

  /** `counts` grow by what is cut. */
  constructor(limits: SpanLimits, counts: LimitedCounts) {
    this.limits = limits;
    this.counts = counts;
  }

  /** What was cut and how large it had been; empty when nothing was. */
  get words(): string {
    return this.notes.join('; ');
  }

  private note(thing: LimitedThing, count: number, words: string): void {
    this.counts[thing] += count;
    if (this.length > MAX_WORDS_CHARACTERS) return;
    this.length += words.length;
    this.notes.push(this.length > MAX_WORDS_CHARACTERS ? '…' : words);
  }

  name(what: string, text: string): string {
    return this.text('name', what, text, this.limits.maxNameBytes);
  }

  message(what: string, text: string): string {
    return this.text('value', what, text, this.limits.maxValueBytes);
  }

  private text(thing: 'name' | 'value', what: string, text: string, maxBytes: number): string {
    const cut = cutText(text, maxBytes);
    if (cut !== text) this.note(thing, 1, `${what} (${textToUtf8(text).length} bytes)`);
    return cut;
  }

  /** How many of `count` may stay. */
  items(thing: 'events' | 'links', count: number): number {
    const { maxEventsPerSpan, maxLinksPerSpan } = this.limits;
    const kept = Math.min(count, thing === 'events' ? maxEventsPerSpan : maxLinksPerSpan);
    if (kept < count) this.note(thing, count - kept, `${thing} (${count})`);
    return kept;
  }

  /** The attributes that may stay, with their values cut. `whose` stands before names in the notes. */
  attributes(attributes: readonly Attribute[], whose = ''): Attribute[] {
    const { maxNameBytes, maxValueBytes, maxAttributesPerSpan } = this.limits;
    const named = attributes.filter(({ key }) => {
      const bytes = textToUtf8(key).length;
      if (bytes > maxNameBytes) this.note('key', 1, `${whose}a key (${bytes} bytes)`);
      return bytes <= maxNameBytes;
    });
    const kept = named.slice(0, maxAttributesPerSpan);
    if (kept.length < named.length) {
      this.note('attributes', named.length - kept.length, `${whose}attributes (${named.length})`);
    }
    return kept.map((attribute) => {
      const bytes = valueBytes(attribute.value);
      if (bytes <= maxValueBytes) return attribute;
      this.note('value', 1, `${whose}${attribute.key} (${bytes} bytes)`);
      return { key: attribute.key, value: cutValue(attribute.value, maxValueBytes) };
    });
  }
}
