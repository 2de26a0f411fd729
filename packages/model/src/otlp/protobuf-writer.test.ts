import { describe, expect, it } from 'vitest';
import { ProtobufWriter } from './protobuf-writer.ts';
import { WireReader } from './wire-reader.ts';

function written(write: (writer: ProtobufWriter) => void): number[] {
  const writer = new ProtobufWriter();
  write(writer);
  return [...writer.bytes()];
}

describe('ProtobufWriter', () => {
  // The bytes of https://protobuf.dev/programming-guides/encoding/.
  it('writes the examples of the format', () => {
    expect(written((writer) => writer.uint32(1, 150))).toEqual([0x08, 0x96, 0x01]);
    expect(written((writer) => writer.text(2, 'testing'))).toEqual([
      0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67,
    ]);
    expect(written((writer) => writer.message(3, () => writer.uint32(1, 150)))).toEqual([
      0x1a, 0x03, 0x08, 0x96, 0x01,
    ]);
    expect(written((writer) => writer.int64Always(1, -2n))).toEqual([
      0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,
    ]);
  });

  it('leaves out defaults, except where asked', () => {
    const defaults = written((writer) => {
      writer.uint32(1, 0);
      writer.text(2, '');
      writer.fixed32(3, 0);
      writer.fixed64(4, 0, 0);
    });
    expect(defaults).toEqual([]);
    expect(written((writer) => writer.textAlways(1, ''))).toEqual([0x0a, 0]);
    expect(written((writer) => writer.message(1, () => undefined))).toEqual([0x0a, 0]);
  });

  it('nests messages around the sizes at which a length grows by a byte', () => {
    for (const size of [0, 1, 125, 126, 127, 128, 129, 16_380, 16_383, 16_384, 16_390, 70_000]) {
      const body = new Uint8Array(size).fill(7);
      const bytes = new Uint8Array(
        written((writer) => {
          writer.message(1, () => writer.message(2, () => writer.bytesAlways(3, body)));
          writer.uint32(4, 5);
        }),
      );
      const reader = new WireReader(bytes);
      expect(reader.uint32(bytes.length)).toBe(0x0a);
      const outer = reader.bytesEnd(bytes.length);
      expect(reader.uint32(outer)).toBe(0x12);
      const inner = reader.bytesEnd(outer);
      expect(reader.uint32(inner)).toBe(0x1a);
      const end = reader.bytesEnd(inner);
      expect([outer, inner, bytes.length]).toEqual([end, end, end + 2]);
      expect(bytes.subarray(reader.position, end)).toEqual(body);
    }
  });
});
