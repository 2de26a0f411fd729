// Growable columns, the bricks of a SpanBatch: fixed-width bytes, 8, 32 and 64-bit integers, and byte
// strings laid out one behind the other. No object per value; growing doubles the array. Every array is
// little-endian on the wire forms that matter here (protobuf fixed64, ClickHouse Native), and so are all
// platforms that Node supports, so 64-bit values are copied as bytes. Whoever appends many values of one
// source gives a view of it too: then they are copied by words.

import { digitValue } from '../base/hex.ts';
import { copyWords, viewOf } from '../base/words.ts';

/** Small: a batch is made for each trace that is read; those that are filled again and again grow once. */
const FIRST_CAPACITY = 64;

function grown(length: number, needed: number): number {
  let capacity = Math.max(length, FIRST_CAPACITY);
  while (capacity < needed) capacity *= 2;
  return capacity;
}

/** A column of values of `width` bytes each, for ids. */
export class FixedBytesColumn {
  readonly width: number;
  bytes: Uint8Array;
  length = 0;
  private view: DataView;

  /** `width`: a multiple of four. */
  constructor(width: number) {
    this.width = width;
    this.bytes = new Uint8Array(width * FIRST_CAPACITY);
    this.view = viewOf(this.bytes);
  }

  private reserve(): number {
    const at = this.length * this.width;
    if (at + this.width > this.bytes.length) {
      const bytes = new Uint8Array(grown(this.bytes.length, at + this.width));
      bytes.set(this.bytes);
      this.bytes = bytes;
      this.view = viewOf(bytes);
    }
    this.length++;
    return at;
  }

  append(source: Uint8Array, start: number, view?: DataView): void {
    const at = this.reserve();
    if (view !== undefined) {
      copyWords(view, start, start + this.width, this.view, at);
      return;
    }
    for (let byte = 0; byte < this.width; byte++) {
      this.bytes[at + byte] = source[start + byte] as number;
    }
  }

  /** From hex digits, two for each byte. False, and nothing is appended, when they are none. */
  appendHex(source: Uint8Array, start: number): boolean {
    const at = this.reserve();
    for (let byte = 0; byte < this.width; byte++) {
      const high = digitValue(source[start + 2 * byte] as number);
      const low = digitValue(source[start + 2 * byte + 1] as number);
      if (high < 0 || low < 0) {
        this.length--;
        return false;
      }
      this.bytes[at + byte] = 16 * high + low;
    }
    return true;
  }

  appendZero(): void {
    const at = this.reserve();
    this.bytes.fill(0, at, at + this.width);
  }

  /** A view of one value, valid until the column grows. */
  at(row: number): Uint8Array {
    return this.bytes.subarray(row * this.width, (row + 1) * this.width);
  }

  isZero(row: number): boolean {
    const end = (row + 1) * this.width;
    for (let at = row * this.width; at < end; at++) if (this.bytes[at] !== 0) return false;
    return true;
  }
}

/** A class of its own, not one with U32Column: one kind of array each keeps the hot loops compiled for it. */
export class U8Column {
  values = new Uint8Array(FIRST_CAPACITY);
  length = 0;

  append(value: number): void {
    if (this.length === this.values.length) {
      const values = new Uint8Array(this.length * 2);
      values.set(this.values);
      this.values = values;
    }
    this.values[this.length++] = value;
  }

  at(row: number): number {
    return this.values[row] as number;
  }
}

export class U32Column {
  values = new Uint32Array(FIRST_CAPACITY);
  length = 0;

  append(value: number): void {
    if (this.length === this.values.length) {
      const values = new Uint32Array(this.length * 2);
      values.set(this.values);
      this.values = values;
    }
    this.values[this.length++] = value;
  }

  at(row: number): number {
    return this.values[row] as number;
  }
}

/**
 * 64-bit values as pairs of 32-bit words, low word first. Holds unsigned and two's complement signed
 * integers alike, and the bits of doubles.
 */
export class U64Column {
  words = new Uint32Array(2 * FIRST_CAPACITY);
  length = 0;

  append(low: number, high: number): void {
    const at = 2 * this.length;
    if (at === this.words.length) {
      const words = new Uint32Array(2 * at);
      words.set(this.words);
      this.words = words;
    }
    this.words[at] = low;
    this.words[at + 1] = high;
    this.length++;
  }

  appendBigInt(value: bigint): void {
    this.append(Number(value & 0xffffffffn), Number((value >> 32n) & 0xffffffffn));
  }

  set(row: number, low: number, high: number): void {
    this.words[2 * row] = low;
    this.words[2 * row + 1] = high;
  }

  low(row: number): number {
    return this.words[2 * row] as number;
  }

  high(row: number): number {
    return this.words[2 * row + 1] as number;
  }

  unsignedAt(row: number): bigint {
    return (BigInt(this.high(row)) << 32n) | BigInt(this.low(row));
  }

  signedAt(row: number): bigint {
    return BigInt.asIntN(64, this.unsignedAt(row));
  }

  /** The value as a double: exact to 2^53, otherwise the nearest. */
  unsignedNumberAt(row: number): number {
    return this.high(row) * 0x1_0000_0000 + this.low(row);
  }

  signedNumberAt(row: number): number {
    return (this.high(row) | 0) * 0x1_0000_0000 + this.low(row);
  }

  /** The 64 bits read as an IEEE 754 double. */
  doubleAt(row: number): number {
    doubleWords[0] = this.low(row);
    doubleWords[1] = this.high(row);
    return doubleView[0] as number;
  }

  appendDouble(value: number): void {
    doubleView[0] = value;
    this.append(doubleWords[0] as number, doubleWords[1] as number);
  }

  /** The filled part as bytes, little-endian. */
  bytes(): Uint8Array {
    return new Uint8Array(this.words.buffer, 0, 8 * this.length);
  }
}

const doubleView = new Float64Array(1);
const doubleWords = new Uint32Array(doubleView.buffer);

/** A length of up to 32 bits as a varint. */
const MAX_PREFIX_BYTES = 5;

/** What `copyWords` may touch behind the end. */
const WORD_SLACK_BYTES = 3;

/** Up to so many bytes a loop beats the call that `set` with a fresh view costs: by words, and by bytes. */
const WORD_COPY_BYTES = 256;
const LOOP_COPY_BYTES = 64;

/**
 * Byte strings one behind the other, each led by its length as a LEB128 varint: the layout in which
 * protobuf sends them and ClickHouse's Native format takes them, so that a value is copied once.
 */
export class BytesColumn {
  bytes = new Uint8Array(16 * FIRST_CAPACITY);
  /** Of `bytes`, as long as they are. */
  view = viewOf(this.bytes);
  byteLength = 0;
  length = 0;
  private starts: Uint32Array | undefined;
  /** Where `truncate` ended last, in values and bytes: what was before that still stands. */
  private kept = 0;
  private keptBytes = 0;

  append(source: Uint8Array, start: number, end: number, view?: DataView): void {
    const size = end - start;
    this.reserve(size + MAX_PREFIX_BYTES);
    const bytes = this.bytes;
    let at = this.byteLength;
    let rest = size;
    while (rest >= 0x80) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.copy(source, start, end, view, at);
    this.byteLength = at + size;
    this.length++;
    this.starts = undefined;
  }

  /** A value with its length before it, `[start, end)`, already in this column's layout. */
  appendPrefixed(source: Uint8Array, start: number, end: number, view?: DataView): void {
    this.reserve(end - start);
    this.copy(source, start, end, view, this.byteLength);
    this.byteLength += end - start;
    this.length++;
    this.starts = undefined;
  }

  /** Room for so many bytes, and for what a copy by words touches behind them. */
  private reserve(size: number): void {
    const needed = this.byteLength + size + WORD_SLACK_BYTES;
    if (needed <= this.bytes.length) return;
    const bytes = new Uint8Array(grown(this.bytes.length, needed));
    bytes.set(this.bytes.subarray(0, this.byteLength));
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }

  private copy(
    source: Uint8Array,
    start: number,
    end: number,
    view: DataView | undefined,
    at: number,
  ): void {
    const size = end - start;
    if (
      view !== undefined &&
      size <= WORD_COPY_BYTES &&
      end + WORD_SLACK_BYTES <= view.byteLength
    ) {
      copyWords(view, start, end, this.view, at);
    } else if (size <= LOOP_COPY_BYTES) {
      const { bytes } = this;
      let to = at;
      for (let from = start; from < end; from++) bytes[to++] = source[from] as number;
    } else this.bytes.set(source.subarray(start, end), at);
  }

  /** A view of one value, valid until the column grows. The first call indexes the column. */
  at(row: number): Uint8Array {
    this.starts ??= this.index();
    let at = this.starts[row] as number;
    let size = 0;
    let shift = 0;
    for (;;) {
      const byte = this.bytes[at++] as number;
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
      shift += 7;
    }
    return this.bytes.subarray(at, at + size);
  }

  private index(): Uint32Array {
    const starts = new Uint32Array(this.length);
    let at = 0;
    for (let row = 0; row < this.length; row++) {
      starts[row] = at;
      let size = 0;
      let shift = 0;
      for (;;) {
        const byte = this.bytes[at++] as number;
        size |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
        shift += 7;
      }
      at += size;
    }
    return starts;
  }

  /**
   * Keeps the first `length` values. Looks only at what was appended since the last time, so that a message
   * with a bad span at every other place takes no longer than its length.
   */
  truncate(length: number): void {
    if (length === this.length) return;
    let value = this.kept <= length ? this.kept : 0;
    let at = value === 0 ? 0 : this.keptBytes;
    for (; value < length; value++) {
      let size = 0;
      let shift = 0;
      for (;;) {
        const byte = this.bytes[at++] as number;
        size |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
        shift += 7;
      }
      at += size;
    }
    this.kept = length;
    this.keptBytes = at;
    this.byteLength = at;
    this.length = length;
    this.starts = undefined;
  }
}
