// A dictionary of byte strings: each distinct one gets a code, in order of first appearance, found
// again by an open-addressing hash over its bytes, without making a string of it.

import { textToUtf8, utf8ToText } from '../base/utf8.ts';
import { hashWords, sameWords, viewOf } from '../base/words.ts';
import { BytesColumn } from './columns.ts';

const FIRST_SLOTS = 256;

export class Dictionary {
  readonly keys = new BytesColumn();
  /** Of the longest key: an upper bound for whoever looks for long ones. */
  longestBytes = 0;
  private slots = new Int32Array(FIRST_SLOTS).fill(-1);
  private hashes = new Int32Array(FIRST_SLOTS);
  private keyStarts = new Uint32Array(FIRST_SLOTS);
  private keyEnds = new Uint32Array(FIRST_SLOTS);
  private texts: (string | undefined)[] = [];
  /** The code of the empty key, which is most of what there is in some columns; -1: not seen yet. */
  private emptyKey = -1;

  get size(): number {
    return this.keys.length;
  }

  /** The code of `source[start, end)`, a new one when it was not seen before. */
  intern(source: Uint8Array, start: number, end: number, view = viewOf(source)): number {
    if (start === end && this.emptyKey >= 0) return this.emptyKey;
    const hash = hashWords(view, start, end);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const code = this.slots[slot] as number;
      if (code < 0) return this.add(hash, slot, source, start, end);
      if (this.hashes[code] === hash && this.equals(code, view, start, end)) return code;
      slot = (slot + 1) & mask;
    }
  }

  internText(text: string): number {
    const bytes = textToUtf8(text);
    return this.intern(bytes, 0, bytes.length);
  }

  /** Whether the key of `code` is `source[start, end)`: the check behind a memo. */
  equals(code: number, source: DataView, start: number, end: number): boolean {
    const at = this.keyStarts[code] as number;
    if ((this.keyEnds[code] as number) - at !== end - start) return false;
    return sameWords(source, start, end, this.keys.view, at);
  }

  bytesOf(code: number): Uint8Array {
    return this.keys.bytes.subarray(this.keyStarts[code], this.keyEnds[code]);
  }

  /** The key as text, made once. */
  textOf(code: number): string {
    const known = this.texts[code];
    if (known !== undefined) return known;
    const text = utf8ToText(this.keys.bytes, this.keyStarts[code], this.keyEnds[code]);
    this.texts[code] = text;
    return text;
  }

  /** Forgets every key; the codes begin from 0 again. */
  clear(): void {
    this.keys.truncate(0);
    this.slots.fill(-1);
    this.texts = [];
    this.emptyKey = -1;
    this.longestBytes = 0;
  }

  private add(hash: number, slot: number, source: Uint8Array, start: number, end: number): number {
    const code = this.keys.length;
    this.keys.append(source, start, end);
    this.longestBytes = Math.max(this.longestBytes, end - start);
    this.keyEnds[code] = this.keys.byteLength;
    this.keyStarts[code] = this.keys.byteLength - (end - start);
    if (start === end) this.emptyKey = code;
    this.hashes[code] = hash;
    this.slots[slot] = code;
    if (2 * this.keys.length >= this.slots.length) this.grow();
    return code;
  }

  private grow(): void {
    const capacity = this.slots.length * 2;
    this.hashes = resized(this.hashes, new Int32Array(capacity));
    this.keyStarts = resized(this.keyStarts, new Uint32Array(capacity));
    this.keyEnds = resized(this.keyEnds, new Uint32Array(capacity));
    this.slots = new Int32Array(capacity).fill(-1);
    for (let code = 0; code < this.keys.length; code++) {
      let slot = (this.hashes[code] as number) & (capacity - 1);
      while ((this.slots[slot] as number) >= 0) slot = (slot + 1) & (capacity - 1);
      this.slots[slot] = code;
    }
  }
}

function resized<T extends Int32Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
