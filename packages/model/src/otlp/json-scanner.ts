// Reads JSON by offsets over its bytes, without making objects of it. It takes what encoders write; for anything else
// (an escape by code point, a field that comes twice, a syntax error) it gives up by throwing UNUSUAL, and the
// message is then read by JSON.parse, which knows all of JSON and whose errors say what is wrong.

import { textToUtf8 } from '../base/utf8.ts';
import { viewOf } from '../base/words.ts';

/** Thrown, never shown: no error object is made of it. */
export const UNUSUAL = Symbol('unusual JSON');

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const COMMA = 0x2c;
const MINUS = 0x2d;
const COLON = 0x3a;
const ZERO = 0x30;
const NINE = 0x39;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** By the letter behind a backslash: the byte that is meant; 0: none, or a code point. */
const ESCAPES = new Uint8Array(128);
for (const [letter, byte] of Object.entries({
  '"': 0x22,
  '\\': 0x5c,
  '/': 0x2f,
  b: 0x08,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
})) {
  ESCAPES[letter.charCodeAt(0)] = byte;
}

const TRUE = textToUtf8('true');
const FALSE = textToUtf8('false');

/** A value that is passed over may nest so deep; what is deeper is none that a sender means. */
const MAX_SKIP_DEPTH = 128;

/** Up to so many digits an integer is read here: it fits 63 bits. */
const MAX_INTEGER_DIGITS = 18;

/** A text, as the bytes `[start, end)` of `bytes`: of the message, or unescaped in memory of the scanner's own. */
export interface ScannedText {
  bytes: Uint8Array;
  view: DataView;
  start: number;
  end: number;
}

export class JsonScanner {
  readonly bytes: Uint8Array;
  position = 0;
  /** What `text` read last; valid until it is called again. */
  readonly value: ScannedText;
  /** Of the last integer read, in two's complement. */
  low = 0;
  high = 0;
  private readonly view: DataView;
  private unescaped = new Uint8Array(0);

  /** `bytes` are known to be UTF-8. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.value = { bytes, view: this.view, start: 0, end: 0 };
  }

  /** The next byte that is not white space, which is not passed; 0 at the end. */
  peek(): number {
    const { bytes } = this;
    let byte = bytes[this.position] ?? 0;
    while (byte <= SPACE && isWhite(byte)) byte = bytes[++this.position] ?? 0;
    return byte;
  }

  expect(byte: number): void {
    if (this.peek() !== byte) throw UNUSUAL;
    this.position++;
  }

  openObject(): void {
    this.expect(OPEN_OBJECT);
  }

  closeObject(): void {
    this.expect(CLOSE_OBJECT);
  }

  openList(): void {
    this.expect(OPEN_LIST);
  }

  /**
   * Passes what stands before the next member of an object and its name, which is left in `value`; false when the
   * object ends instead, which is passed. `isFirst`: nothing of the object was read yet.
   */
  nextMember(isFirst: boolean): boolean {
    if (!this.next(isFirst, CLOSE_OBJECT)) return false;
    this.text();
    this.expect(COLON);
    return true;
  }

  nextItem(isFirst: boolean): boolean {
    return this.next(isFirst, CLOSE_LIST);
  }

  private next(isFirst: boolean, close: number): boolean {
    const byte = this.peek();
    if (byte === close) {
      this.position++;
      return false;
    }
    if (!isFirst) {
      if (byte !== COMMA) throw UNUSUAL;
      this.position++;
      if (this.peek() === close) throw UNUSUAL;
    }
    return true;
  }

  /** Reads a string into `value`. */
  text(): void {
    this.expect(QUOTE);
    const { bytes, value } = this;
    const start = this.position;
    let at = start;
    let byte = bytes[at] as number;
    while (byte !== QUOTE) {
      // Behind the end a byte is undefined, which is less than nothing else: the loop ends here too.
      if (byte === BACKSLASH || !(byte >= SPACE)) {
        this.escapedText(start, at);
        return;
      }
      byte = bytes[++at] as number;
    }
    value.bytes = bytes;
    value.view = this.view;
    value.start = start;
    value.end = at;
    this.position = at + 1;
  }

  /** From `at` on there may be escapes. */
  private escapedText(start: number, firstEscape: number): void {
    const { bytes, value } = this;
    const end = this.closingQuote(firstEscape);
    if (this.unescaped.length < end - start + 4)
      this.unescaped = new Uint8Array(2 * (end - start) + 64);
    const target = this.unescaped;
    let to = 0;
    for (let at = start; at < end; at++) {
      let byte = bytes[at] as number;
      if (byte < SPACE) throw UNUSUAL;
      if (byte === BACKSLASH) {
        byte = ESCAPES[bytes[++at] as number] ?? 0;
        if (byte === 0) throw UNUSUAL;
      }
      target[to++] = byte;
    }
    value.bytes = target;
    value.view = viewOf(target);
    value.start = 0;
    value.end = to;
    this.position = end + 1;
  }

  private closingQuote(from: number): number {
    const { bytes } = this;
    let at = from;
    while (bytes[at] !== QUOTE) {
      if (bytes[at] === BACKSLASH) at++;
      if (++at >= bytes.length) throw UNUSUAL;
    }
    return at;
  }

  /** Reads an integer into `low` and `high`, as a number or as decimal text. */
  integer(): void {
    const { bytes } = this;
    const isText = this.peek() === QUOTE;
    if (isText) this.position++;
    const isNegative = bytes[this.position] === MINUS;
    if (isNegative) this.position++;
    this.digits();
    if (isNegative) this.negate();
    if (isText) {
      if (bytes[this.position++] !== QUOTE) throw UNUSUAL;
    } else if (continuesNumber(bytes[this.position])) throw UNUSUAL;
  }

  /** Nanoseconds since the epoch, which have 19 digits today. */
  private digits(): void {
    const { bytes } = this;
    const start = this.position;
    let end = start;
    while ((bytes[end] as number) >= ZERO && (bytes[end] as number) <= NINE) end++;
    const count = end - start;
    const isLong = count > MAX_INTEGER_DIGITS;
    if (count === 0 || count > MAX_INTEGER_DIGITS + 1 || (isLong && bytes[start] !== ZERO + 1)) {
      throw UNUSUAL;
    }
    // JSON has no numbers with a leading zero; decimal text may have one.
    if (count > 1 && bytes[start] === ZERO) throw UNUSUAL;
    let top = 0;
    let bottom = 0;
    const middle = Math.max(start, end - 9);
    for (let at = start; at < middle; at++) top = 10 * top + (bytes[at] as number) - ZERO;
    for (let at = middle; at < end; at++) bottom = 10 * bottom + (bytes[at] as number) - ZERO;
    this.join(top, bottom);
    this.position = end;
  }

  /** `top` · 10^9 + `bottom`, in pieces that a double holds exactly. */
  private join(top: number, bottom: number): void {
    const upper = Math.floor(top / 0x1_0000) * 1e9;
    const lower = (top % 0x1_0000) * 1e9 + bottom;
    const low = (upper % 0x1_0000) * 0x1_0000 + (lower % 0x1_0000_0000);
    const high = Math.floor(upper / 0x1_0000) + Math.floor(lower / 0x1_0000_0000);
    this.low = low >>> 0;
    this.high = (high + (low >= 0x1_0000_0000 ? 1 : 0)) >>> 0;
  }

  private negate(): void {
    this.low = -this.low >>> 0;
    this.high = (this.low === 0 ? -this.high : ~this.high) >>> 0;
  }

  boolean(): boolean {
    const first = this.peek();
    const word = first === TRUE[0] ? TRUE : FALSE;
    for (const byte of word) if (this.bytes[this.position++] !== byte) throw UNUSUAL;
    return word === TRUE;
  }

  /** Passes a value of any kind and gives where it begins; it ends at `position`. */
  skip(): number {
    const { bytes } = this;
    this.peek();
    const start = this.position;
    let depth = 0;
    do {
      const byte = this.peek();
      if (byte === QUOTE) this.position = this.closingQuote(this.position + 1) + 1;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (++depth > MAX_SKIP_DEPTH) throw UNUSUAL;
        this.position++;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        depth--;
        this.position++;
      } else if (byte === COMMA || byte === COLON) {
        if (depth === 0) throw UNUSUAL;
        this.position++;
      } else {
        const first = this.position;
        while (isScalar(bytes[this.position])) this.position++;
        // The end, or a control character.
        if (this.position === first) throw UNUSUAL;
      }
    } while (depth > 0);
    return start;
  }
}

function isWhite(byte: number): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Of a number, true, false or null. */
function isScalar(byte: number | undefined): boolean {
  if (byte === undefined || byte <= SPACE) return false;
  return byte !== COMMA && byte !== CLOSE_OBJECT && byte !== CLOSE_LIST && byte !== COLON;
}

/** A fraction or an exponent. */
function continuesNumber(byte: number | undefined): boolean {
  return byte === 0x2e || byte === 0x65 || byte === 0x45;
}
