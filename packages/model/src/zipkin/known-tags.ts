// What is known of the keys of tags, found by their bytes: they come with every span, mostly in the same order.

import { Dictionary } from '../batch/dictionary.ts';
import type { ScannedText } from '../otlp/json-scanner.ts';
import {
  type AttributeChoice,
  LOCAL_ENDPOINT,
  REMOTE_ENDPOINT,
  ZIPKIN_ATTRIBUTE,
} from './attribute-names.ts';
import { tagKey } from './text-columns.ts';

/** An attribute of the span. */
export const TAG_PLAIN = 0;
/** An attribute of the resource. */
export const TAG_OF_RESOURCE = 1;
/** It may be something else than an attribute. */
export const TAG_MEANS = 2;
/** It came before, is a link, or has a name that endpoints or marks take. */
export const TAG_UNUSUAL = 3;

/** Keys of a large system; beyond it they are forgotten, as keys that have ids in them would never end. */
const MAX_KEYS = 10_000;
const MAX_KEY_BYTES = 1024 * 1024;

const choices = ({ usual, other }: AttributeChoice): readonly string[] => [usual, other];

const TAKEN: ReadonlySet<string> = new Set([
  ...Object.values(ZIPKIN_ATTRIBUTE),
  ...[LOCAL_ENDPOINT, REMOTE_ENDPOINT].flatMap(({ serviceName, address, port, ipv6 }) => [
    ...(serviceName === undefined ? [] : choices(serviceName)),
    ...choices(address),
    ...choices(port),
    ipv6,
  ]),
]);

export class KnownTags {
  private readonly keys = new Dictionary();
  private kinds = new Uint8Array(128);
  /** By key plus one, 0 standing for the beginning: the key that came next last time; -1: none. */
  private followers = new Int32Array(128).fill(-1);
  /** By key: the span in which it came last. */
  private lastSpan = new Float64Array(128);
  private span = 0;
  private last = -1;

  beginSpan(): void {
    this.span++;
    this.last = -1;
    if (this.keys.size > MAX_KEYS || this.keys.keys.byteLength > MAX_KEY_BYTES) this.forget();
  }

  /** The next key of the span: what it is. */
  take({ bytes, start, end, view }: ScannedText): number {
    let key = this.followers[this.last + 1] as number;
    if (key < 0 || !this.keys.equals(key, view, start, end)) {
      const known = this.keys.size;
      key = this.keys.intern(bytes, start, end, view);
      if (key >= known) this.learn(key);
      this.followers[this.last + 1] = key;
    }
    this.last = key;
    if (this.lastSpan[key] === this.span) return TAG_UNUSUAL;
    this.lastSpan[key] = this.span;
    return this.kinds[key] as number;
  }

  /** Of the key that was taken last. */
  text(): string {
    return this.keys.textOf(this.last);
  }

  private learn(key: number): void {
    if (key + 1 >= this.kinds.length) this.grow(2 * (key + 1));
    const text = this.keys.textOf(key);
    const { isOfResource, mayMean } = tagKey(text);
    if (TAKEN.has(text) || text.startsWith('otlp.link.')) this.kinds[key] = TAG_UNUSUAL;
    else if (isOfResource) this.kinds[key] = TAG_OF_RESOURCE;
    else this.kinds[key] = mayMean ? TAG_MEANS : TAG_PLAIN;
    this.lastSpan[key] = 0;
  }

  private grow(capacity: number): void {
    const kinds = new Uint8Array(capacity);
    kinds.set(this.kinds);
    this.kinds = kinds;
    const followers = new Int32Array(capacity).fill(-1);
    followers.set(this.followers);
    this.followers = followers;
    const lastSpan = new Float64Array(capacity);
    lastSpan.set(this.lastSpan);
    this.lastSpan = lastSpan;
  }

  private forget(): void {
    this.keys.clear();
    this.followers.fill(-1);
    this.lastSpan.fill(0);
  }
}
