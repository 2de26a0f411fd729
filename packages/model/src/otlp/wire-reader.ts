// Reads protobuf's wire format by offsets over one byte array. 64-bit values are left in `low` and
// `high`, so that no bigint is made per field. https://protobuf.dev/programming-guides/encoding/

import { viewOf } from '../base/words.ts';
import { OtlpDecodeError, SpanRejectedError } from './decode-error.ts';

export const WIRE_VARINT = 0;
export const WIRE_FIXED64 = 1;
export const WIRE_BYTES = 2;
export const WIRE_FIXED32 = 5;

/**
 * An event that says when and what takes more, and so does an attribute. Empty ones, two bytes each, would
 * cost twenty times their size in memory, and a large message of them seconds.
 */
const MIN_BYTES_PER_ITEM = 16;

/** Small messages may have any. */
const FREE_ITEMS = 10_000;

export class WireReader {
  readonly bytes: Uint8Array;
  /** Of `bytes`, for whoever reads or copies by words. */
  readonly view: DataView;
  position = 0;
  /** Of the last 64-bit value read. */
  low = 0;
  high = 0;
  private itemsLeft: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.itemsLeft = FREE_ITEMS + Math.floor(bytes.length / MIN_BYTES_PER_ITEM);
  }

  /** An event or a link begins, or an attribute of anything but a span: those become no objects. */
  countItem(): void {
    if (--this.itemsLeft < 0)
      this.fail('more events, links and attributes than so many bytes can hold');
  }

  fail(message: string): never {
    throw new OtlpDecodeError(message, `byte ${this.position}`);
  }

  /** For what is wrong with one span although the message can be read on. */
  reject(message: string): never {
    throw new SpanRejectedError(message, `byte ${this.position}`);
  }

  /** A field's tag or a length: a varint that must fit 32 bits. */
  uint32(end: number): number {
    const first = this.bytes[this.position] as number;
    if (first < 0x80 && this.position < end) {
      this.position++;
      return first;
    }
    this.varint64(end);
    if (this.high !== 0) this.fail(`number ${this.high * 2 ** 32 + this.low} is too large here`);
    return this.low;
  }

  /** The length of a length-delimited field; returns where it ends, checked against `end`. */
  bytesEnd(end: number): number {
    const start = this.position;
    const length = this.uint32(end);
    const fieldEnd = this.position + length;
    if (fieldEnd > end) {
      this.position = start;
      this.fail(`field of ${length} bytes reaches ${fieldEnd - end} bytes past its message's end`);
    }
    return fieldEnd;
  }

  /** Leaves a varint of up to 64 bits in `low` and `high`. */
  varint64(end: number): void {
    const bytes = this.bytes;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.position >= end) this.fail('message ends inside a number');
      const byte = bytes[this.position++] as number;
      if (shift < 28) low |= (byte & 0x7f) << shift;
      else if (shift === 28) {
        low |= (byte & 0x0f) << 28;
        high = (byte & 0x70) >> 4;
      } else high |= (byte & 0x7f) << (shift - 32);
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    this.fail('number is longer than ten bytes');
  }

  fixed64(end: number): void {
    const at = this.position;
    if (at + 8 > end) this.fail('message ends inside a fixed64');
    this.low = this.view.getUint32(at, true);
    this.high = this.view.getUint32(at + 4, true);
    this.position = at + 8;
  }

  fixed32(end: number): number {
    const at = this.position;
    if (at + 4 > end) this.fail('message ends inside a fixed32');
    this.position = at + 4;
    return this.view.getUint32(at, true);
  }

  /** Passes over a field of a kind this reader does not know, as protobuf asks. */
  skip(tag: number, end: number): void {
    switch (tag & 7) {
      case WIRE_VARINT:
        this.varint64(end);
        return;
      case WIRE_FIXED64:
        this.fixed64(end);
        return;
      case WIRE_BYTES:
        this.position = this.bytesEnd(end);
        return;
      case WIRE_FIXED32:
        this.fixed32(end);
        return;
      default:
        this.fail(`wire type ${tag & 7} of field ${tag >>> 3} is not used by OTLP`);
    }
  }
}
