import { describe, expect, it } from 'vitest';
import { OtlpDecodeError } from './decode-error.ts';
import { WireReader } from './wire-reader.ts';

function readerOf(...bytes: number[]): WireReader {
  return new WireReader(new Uint8Array(bytes));
}

describe('WireReader', () => {
  it.each([
    [[0], 0, 0],
    [[0x7f], 0x7f, 0],
    [[0x96, 0x01], 150, 0],
    [[0xff, 0xff, 0xff, 0xff, 0x0f], 0xffffffff, 0],
    [[0x80, 0x80, 0x80, 0x80, 0x10], 0, 1],
    [[...Array(9).fill(0xff), 0x01], 0xffffffff, 0xffffffff],
    [[...Array(9).fill(0x80), 0x01], 0, 0x80000000],
    [[0x80, 0x00], 0, 0],
  ])('reads the varint %j', (bytes, low, high) => {
    const reader = readerOf(...bytes);
    reader.varint64(bytes.length);
    expect([reader.low, reader.high, reader.position]).toEqual([low, high, bytes.length]);
  });

  it('stops at the end of its message, even where the bytes go on', () => {
    const cases: ((reader: WireReader) => void)[] = [
      (reader) => reader.uint32(0),
      (reader) => reader.varint64(1),
      (reader) => reader.fixed64(7),
      (reader) => reader.fixed32(3),
    ];
    for (const read of cases) {
      expect(() => read(readerOf(0x81, 0x01, 0, 0, 0, 0, 0, 0, 0))).toThrow(OtlpDecodeError);
    }
    expect(() => readerOf(5, 0, 0, 0, 0, 0).bytesEnd(5)).toThrow(
      "field of 5 bytes reaches 1 bytes past its message's end (at byte 0)",
    );
  });

  it('refuses numbers that cannot be', () => {
    expect(() => readerOf(...Array(11).fill(0xff)).varint64(11)).toThrow(/longer than ten bytes/);
    expect(() => readerOf(0x80, 0x80, 0x80, 0x80, 0x10).uint32(5)).toThrow(
      /4294967296 is too large/,
    );
  });

  it('passes over fields of every wire type in use', () => {
    const reader = readerOf(0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 9, 9, 0, 0, 0, 0);
    for (const wireType of [0, 1, 2, 5]) reader.skip(wireType, 17);
    expect(reader.position).toBe(17);
    for (const wireType of [3, 4, 6, 7]) {
      expect(() => readerOf(0).skip(8 | wireType, 1)).toThrow(`wire type ${wireType} of field 1`);
    }
  });
});
