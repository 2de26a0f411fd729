// Writes values of ClickHouse's Native format into one growing buffer: a block is, column by column,
// name, type and data (https://clickhouse.com/docs/interfaces/formats/Native). Knows the format, not
// which columns there are.

import { textToUtf8 } from '@throughline/model/base/utf8';
import type { Dictionary } from '@throughline/model/batch/dictionary';

/** Serialization of LowCardinality: the version, and the flags "keys follow" and "new dictionary". */
const LOW_CARDINALITY_VERSION = 1;
const LOW_CARDINALITY_FLAGS = 0x600;

/** Room for a group of usual size; what a larger one needed is given back. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

export class NativeWriter {
  private bytes: Uint8Array;
  private length = 0;

  /** `firstBytes`: room at the beginning; more is made when it is needed. */
  constructor(firstBytes: number) {
    this.bytes = new Uint8Array(firstBytes);
  }

  /** Begins anew in the memory there is; what `written` gave before is no longer valid. */
  reset(): void {
    this.length = 0;
    if (this.bytes.length > MAX_KEPT_BYTES) this.bytes = new Uint8Array(MAX_KEPT_BYTES);
  }

  /** What was written, as a view that is valid until the next write. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private reserve(size: number): number {
    const at = this.length;
    if (at + size > this.bytes.length) {
      const bytes = new Uint8Array(Math.max(2 * this.bytes.length, at + size));
      bytes.set(this.bytes.subarray(0, at));
      this.bytes = bytes;
    }
    this.length = at + size;
    return at;
  }

  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  private byte(value: number): void {
    const at = this.reserve(1);
    this.bytes[at] = value;
  }

  uint64(value: number): void {
    this.words(value >>> 0, Math.floor(value / 2 ** 32));
  }

  private words(low: number, high: number): void {
    const at = this.reserve(8);
    const { bytes } = this;
    for (let byte = 0; byte < 4; byte++) {
      bytes[at + byte] = low >>> (8 * byte);
      bytes[at + 4 + byte] = high >>> (8 * byte);
    }
  }

  text(text: string): void {
    this.string(textToUtf8(text));
  }

  string(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** Bytes that already have the column's layout: fixed-width values, or strings with lengths. */
  raw(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** Begins a block of `columns` columns and `rows` rows. */
  block(columns: number, rows: number): void {
    this.varint(columns);
    this.varint(rows);
  }

  column(name: string, type: string): void {
    this.text(name);
    this.text(type);
  }

  uint32s(values: Uint32Array, count: number): void {
    this.raw(new Uint8Array(values.buffer, values.byteOffset, 4 * count));
  }

  /** End offsets of an Array or Map column, which the format has as UInt64. */
  offsets(ends: Uint32Array, rows: number): void {
    const at = this.reserve(8 * rows);
    const view = new DataView(this.bytes.buffer);
    for (let row = 0; row < rows; row++) view.setUint32(at + 8 * row, ends[row] as number, true);
    for (let row = 0; row < rows; row++) view.setUint32(at + 8 * row + 4, 0, true);
  }

  /** The state that stands before the data of every column with a LowCardinality inside. */
  lowCardinalityPrefix(): void {
    this.uint64(LOW_CARDINALITY_VERSION);
  }

  /** `codes[0, count)` into `dictionary`, with only those keys that are used. */
  lowCardinality(dictionary: Dictionary, codes: Uint32Array, count: number): void {
    if (count === 0) return;
    const { indexes, used } = compact(dictionary.size, codes, count);
    const width = used.length <= 0x100 ? 1 : used.length <= 0x10000 ? 2 : 4;
    this.words(LOW_CARDINALITY_FLAGS | (width >> 1), 0);
    this.uint64(used.length);
    for (const code of used) this.string(dictionary.bytesOf(code));
    this.uint64(count);
    this.indexes(indexes, width);
  }

  private indexes(indexes: Uint32Array, width: number): void {
    if (width === 4) {
      this.uint32s(indexes, indexes.length);
    } else {
      const narrow = width === 1 ? new Uint8Array(indexes) : new Uint16Array(indexes);
      this.raw(new Uint8Array(narrow.buffer));
    }
  }
}

/** Numbers the codes that occur from 0, in order of appearance. */
function compact(
  size: number,
  codes: Uint32Array,
  count: number,
): { indexes: Uint32Array; used: number[] } {
  const numbers = new Int32Array(size).fill(-1);
  const indexes = new Uint32Array(count);
  const used: number[] = [];
  for (let at = 0; at < count; at++) {
    const code = codes[at] as number;
    let number = numbers[code] as number;
    if (number < 0) {
      number = used.length;
      numbers[code] = number;
      used.push(code);
    }
    indexes[at] = number;
  }
  return { indexes, used };
}
