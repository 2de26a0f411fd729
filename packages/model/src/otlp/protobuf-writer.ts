// Writes protobuf's wire format into one growing array. Every field method leaves out a value at its
// default, as proto3 does. https://protobuf.dev/programming-guides/encoding/

import { textToUtf8 } from '../base/utf8.ts';
import { WIRE_BYTES, WIRE_FIXED32, WIRE_FIXED64, WIRE_VARINT } from './wire-reader.ts';

const FIRST_CAPACITY = 64 * 1024;

/** Of a varint with 64 bits. */
const MAX_VARINT_BYTES = 10;

export class ProtobufWriter {
  private buffer = new Uint8Array(FIRST_CAPACITY);
  private length = 0;

  /** What was written: a view, valid until more is written. */
  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  /** A message field. It is written even when empty: that it is there may be what it says. */
  message(field: number, write: () => void): void {
    this.tag(field, WIRE_BYTES);
    this.reserve(1);
    const start = ++this.length;
    write();
    const size = this.length - start;
    const sizeBytes = varintBytes(size);
    // One byte was left for the size; a longer one moves the message, at most once per nesting level.
    if (sizeBytes > 1) {
      this.reserve(sizeBytes);
      this.buffer.copyWithin(start + sizeBytes - 1, start, start + size);
    }
    this.length = start - 1;
    this.varint32(size);
    this.length += size;
  }

  text(field: number, text: string): void {
    if (text !== '') this.textAlways(field, text);
  }

  /** For a oneof, whose default says which member is set. */
  textAlways(field: number, text: string): void {
    this.bytesAlways(field, textToUtf8(text));
  }

  bytesAlways(field: number, bytes: Uint8Array): void {
    this.tag(field, WIRE_BYTES);
    this.varint32(bytes.length);
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  uint32(field: number, value: number): void {
    if (value !== 0) this.uint32Always(field, value);
  }

  uint32Always(field: number, value: number): void {
    this.tag(field, WIRE_VARINT);
    this.varint32(value);
  }

  /** Signed or unsigned; a negative number takes ten bytes. */
  int64Always(field: number, value: bigint): void {
    this.tag(field, WIRE_VARINT);
    this.reserve(MAX_VARINT_BYTES);
    let rest = BigInt.asUintN(64, value);
    while (rest >= 0x80n) {
      this.buffer[this.length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.buffer[this.length++] = Number(rest);
  }

  fixed32(field: number, value: number): void {
    if (value === 0) return;
    this.tag(field, WIRE_FIXED32);
    this.reserve(4);
    this.word(value);
  }

  fixed64(field: number, low: number, high: number): void {
    if (low === 0 && high === 0) return;
    this.tag(field, WIRE_FIXED64);
    this.reserve(8);
    this.word(low);
    this.word(high);
  }

  doubleAlways(field: number, value: number): void {
    this.tag(field, WIRE_FIXED64);
    this.reserve(8);
    double[0] = value;
    for (let at = 0; at < 8; at++) this.buffer[this.length++] = doubleBytes[at] as number;
  }

  private tag(field: number, wireType: number): void {
    this.varint32(field * 8 + wireType);
  }

  private varint32(value: number): void {
    this.reserve(MAX_VARINT_BYTES);
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.buffer[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buffer[this.length++] = rest;
  }

  private word(value: number): void {
    const { buffer } = this;
    buffer[this.length++] = value;
    buffer[this.length++] = value >>> 8;
    buffer[this.length++] = value >>> 16;
    buffer[this.length++] = value >>> 24;
  }

  private reserve(size: number): void {
    const needed = this.length + size;
    if (needed <= this.buffer.length) return;
    const buffer = new Uint8Array(Math.max(2 * this.buffer.length, needed));
    buffer.set(this.buffer.subarray(0, this.length));
    this.buffer = buffer;
  }
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
  return bytes;
}

const double = new Float64Array(1);
const doubleBytes = new Uint8Array(double.buffer);
