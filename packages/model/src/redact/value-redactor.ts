// Rules applied to texts and to attributes as objects. What is not touched comes back as the same
// object. Texts that repeat are looked at once.

import type { Attribute, AttributeValue } from '../span/attribute-value.ts';
import { attributeText } from '../span/attribute-value.ts';
import {
  type KeyAction,
  MASK,
  type RedactionCounts,
  type RedactionRules,
  type TextRange,
  type ValueAction,
} from './redaction-rules.ts';

/** Integers with fewer digits are counts and sizes: rules about values leave them alone. */
const MIN_SECRET_DIGITS = 9;

/** What the rules about values make of a text that they do not leave alone. */
export interface Verdict {
  /** undefined: the value is not kept. */
  readonly text: string | undefined;
  /** Each at most once. */
  readonly actions: readonly ValueAction[];
}

interface FoundRange extends TextRange {
  readonly action: ValueAction;
}

export class ValueRedactor {
  readonly counts: RedactionCounts = { drop: 0, hash: 0, mask: 0 };
  private readonly rules: RedactionRules;

  constructor(rules: RedactionRules) {
    this.rules = rules;
  }

  get hasValueRules(): boolean {
    return this.rules.values.length > 0;
  }

  /** What the rules about keys do to this one. */
  keyAction(key: string): KeyAction | undefined {
    return this.rules.keys.find((rule) => rule.matches(key))?.action;
  }

  /** What stands for a whole value, by a rule about its key. */
  replacement(action: 'hash' | 'mask', value: AttributeValue): string {
    this.counts[action]++;
    if (action === 'mask') return MASK;
    return this.rules.hash(value.type === 'string' ? value.value : attributeText(value));
  }

  /** By the rules about values; undefined when they find nothing. Counts nothing. */
  look(text: string): Verdict | undefined {
    const found: FoundRange[] = [];
    for (const { action, find } of this.rules.values) {
      for (const { start, end } of find(text)) {
        if (start >= end) continue;
        if (action === 'drop') return DROPPED;
        found.push({ start, end, action });
      }
    }
    return found.length === 0 ? undefined : this.replaced(text, merged(found));
  }

  private replaced(text: string, found: readonly FoundRange[]): Verdict {
    let result = '';
    let at = 0;
    for (const { start, end, action } of found) {
      const secret = text.slice(start, end);
      result += text.slice(at, start) + (action === 'mask' ? MASK : this.rules.hash(secret));
      at = end;
    }
    const actions = [...new Set(found.map(({ action }) => action))];
    return { text: result + text.slice(at), actions };
  }

  /** To be called for each value that a verdict is applied to. */
  count(verdict: Verdict): void {
    for (const action of verdict.actions) this.counts[action]++;
  }

  /** undefined: not kept. The same object: untouched. */
  private sameOrString(value: AttributeValue, text: string): AttributeValue | undefined {
    const verdict = this.look(text);
    if (verdict === undefined) return value;
    this.count(verdict);
    return verdict.text === undefined ? undefined : { type: 'string', value: verdict.text };
  }

  /** The same list when nothing is touched. */
  attributes(attributes: readonly Attribute[]): readonly Attribute[] {
    const kept = attributes.flatMap((attribute) => {
      const value = this.attribute(attribute);
      if (value === undefined) return [];
      return [value === attribute.value ? attribute : { key: attribute.key, value }];
    });
    return isSame(kept, attributes) ? attributes : kept;
  }

  private attribute({ key, value }: Attribute): AttributeValue | undefined {
    const action = this.keyAction(key);
    if (action === 'drop') {
      this.counts.drop++;
      return undefined;
    }
    if (action === 'hash' || action === 'mask') {
      return { type: 'string', value: this.replacement(action, value) };
    }
    return this.value(value);
  }

  /**
   * By the rules about values, and inside of lists and maps by those about keys too. undefined: not
   * kept. The same object: untouched.
   */
  value(value: AttributeValue): AttributeValue | undefined {
    switch (value.type) {
      case 'string':
        return this.sameOrString(value, value.value);
      case 'int':
        return isLongInt(value.value) ? this.sameOrString(value, String(value.value)) : value;
      case 'array': {
        const kept = value.value.flatMap((item) => this.value(item) ?? []);
        return isSame(kept, value.value) ? value : { type: 'array', value: kept };
      }
      case 'kvlist': {
        const kept = this.attributes(value.value);
        return kept === value.value ? value : { type: 'kvlist', value: kept };
      }
      default:
        return value;
    }
  }
}

const DROPPED: Verdict = { text: undefined, actions: ['drop'] };

function isSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at]);
}

const MIN_SECRET_INT = 10n ** BigInt(MIN_SECRET_DIGITS - 1);

function isLongInt(value: bigint): boolean {
  return value >= MIN_SECRET_INT || value <= -MIN_SECRET_INT;
}

/** In order and without overlaps: what overlaps becomes one, by the rule that came first. */
function merged(found: readonly FoundRange[]): FoundRange[] {
  const result: { start: number; end: number; action: ValueAction; rank: number }[] = [];
  const ranked = found.map((range, rank) => ({ ...range, rank }));
  for (const range of ranked.sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last === undefined || range.start >= last.end) {
      result.push(range);
      continue;
    }
    last.end = Math.max(last.end, range.end);
    if (range.rank < last.rank) {
      last.rank = range.rank;
      last.action = range.action;
    }
  }
  return result;
}
