// A text as a JSON string, from UTF-8 bytes to bytes: what `JSON.stringify` gives, without a string in between. For the
// values of events, where stack traces are long.

import { viewOf } from '../base/words.ts';

const FIRST_BYTES = 4096;
/** A scratch that a huge value needed is given back. */
const MAX_KEPT_BYTES = 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const FIRST_BEYOND_ASCII = 0x80;

/** By control character: the letter that JSON writes behind a backslash; 0: it has none. */
const SHORT_ESCAPES = new Uint8Array(SPACE);
for (const [code, letter] of [
  [0x08, 'b'],
  [0x09, 't'],
  [0x0a, 'n'],
  [0x0c, 'f'],
  [0x0d, 'r'],
] as const) {
  SHORT_ESCAPES[code] = letter.charCodeAt(0);
}

/** Memory for one string at a time. */
export class JsonString {
  bytes = new Uint8Array(FIRST_BYTES);
  view = viewOf(this.bytes);
  length = 0;

  /**
   * Leaves `source[start, end)` as a JSON string in `bytes[0, length)`. False when it has anything but ASCII with
   * JSON's short escapes: that takes a decoder which knows what is well-formed.
   */
  write(source: Uint8Array, start: number, end: number): boolean {
    this.reserve(2 * (end - start) + 2);
    const { bytes } = this;
    let at = 0;
    bytes[at++] = QUOTE;
    for (let from = start; from < end; from++) {
      let byte = source[from] as number;
      if (byte >= FIRST_BEYOND_ASCII) return false;
      if (byte < SPACE) {
        byte = SHORT_ESCAPES[byte] as number;
        if (byte === 0) return false;
        bytes[at++] = BACKSLASH;
      } else if (byte === QUOTE || byte === BACKSLASH) bytes[at++] = BACKSLASH;
      bytes[at++] = byte;
    }
    bytes[at++] = QUOTE;
    this.length = at;
    return true;
  }

  private reserve(size: number): void {
    if (size <= this.bytes.length && this.bytes.length <= MAX_KEPT_BYTES) return;
    this.bytes = new Uint8Array(Math.max(FIRST_BYTES, size));
    this.view = viewOf(this.bytes);
  }
}
