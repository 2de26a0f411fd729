// Columns against plain arrays: past the first capacity, and after taking values back.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BytesColumn, FixedBytesColumn, U8Column, U32Column, U64Column } from './columns.ts';

/** Enough to grow more than once. */
const MANY = 5000;

function indexes(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

describe('FixedBytesColumn', () => {
  it('grows, and overwrites what was taken back', () => {
    const column = new FixedBytesColumn(8);
    const source = new Uint8Array(11).fill(0xee);
    for (const index of indexes(MANY)) {
      new DataView(source.buffer).setUint32(3, index + 1);
      column.append(source, 3);
    }
    const at = (row: number) => new DataView(column.bytes.buffer, 8 * row).getUint32(0);
    expect(indexes(MANY).map(at)).toEqual(indexes(MANY).map((index) => index + 1));
    column.length = 1;
    column.appendZero();
    expect([...column.at(1)]).toEqual(new Array(8).fill(0));
    expect([column.isZero(0), column.isZero(1), column.length]).toEqual([false, true, 2]);
  });

  it('sees a single bit in an id', () => {
    const column = new FixedBytesColumn(2);
    for (const id of [
      [0, 1],
      [128, 0],
      [0, 0],
    ])
      column.append(new Uint8Array(id), 0);
    expect(indexes(3).map((row) => column.isZero(row))).toEqual([false, false, true]);
  });
});

describe('U8Column and U32Column', () => {
  it('grow', () => {
    const bytes = new U8Column();
    const words = new U32Column();
    for (const index of indexes(MANY)) {
      bytes.append(index & 0xff);
      words.append(0xffffffff - index);
    }
    expect(indexes(MANY).map((row) => bytes.at(row))).toEqual(
      indexes(MANY).map((row) => row & 0xff),
    );
    expect(indexes(MANY).map((row) => words.at(row))).toEqual(
      indexes(MANY).map((row) => 0xffffffff - row),
    );
  });
});

describe('U64Column', () => {
  it('holds unsigned and signed 64-bit integers', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n })), (values) => {
        const column = new U64Column();
        for (const value of values) column.appendBigInt(value);
        const rows = values.map((_, row) => row);
        expect(rows.map((row) => column.unsignedAt(row))).toEqual(
          values.map((value) => BigInt.asUintN(64, value)),
        );
        expect(rows.map((row) => column.signedAt(row))).toEqual(
          values.map((value) => BigInt.asIntN(64, value)),
        );
        expect(new BigUint64Array(column.bytes().slice().buffer)).toEqual(
          new BigUint64Array(values),
        );
      }),
    );
  });

  it('reads as a number: exact to 2^53, the nearest beyond', () => {
    const column = new U64Column();
    const values = [0n, 2n ** 53n - 1n, 1_700_000_000_000_000_001n, 2n ** 64n - 1n, -5n];
    for (const value of values) column.appendBigInt(value);
    expect(values.map((_, row) => column.unsignedNumberAt(row))).toEqual(
      values.map((value) => Number(BigInt.asUintN(64, value))),
    );
    expect(values.map((_, row) => column.signedNumberAt(row))).toEqual(
      values.map((value) => Number(BigInt.asIntN(64, value))),
    );
  });

  it('holds doubles by their bits', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), (values) => {
        const column = new U64Column();
        for (const value of values) column.appendDouble(value);
        expect(values.map((_, row) => column.doubleAt(row))).toEqual(values);
      }),
    );
  });

  it('grows', () => {
    const column = new U64Column();
    for (const index of indexes(MANY)) column.append(index, MANY - index);
    expect([column.low(MANY - 1), column.high(MANY - 1), column.high(0)]).toEqual([
      MANY - 1,
      1,
      MANY,
    ]);
  });
});

describe('BytesColumn', () => {
  // Long arrays compare much faster as text.
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const strings = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 5 }),
      // Around the lengths at which copying changes its way and the length takes another byte.
      fc
        .constantFrom(63, 64, 65, 127, 128, 16_383, 16_384)
        .map((size) => new Uint8Array(size).fill(size)),
    ),
    { maxLength: 20 },
  );

  it('is a list of byte strings that can be cut anywhere and go on', () => {
    fc.assert(
      fc.property(strings, strings, fc.nat(), fc.boolean(), (first, second, cut, read) => {
        const column = new BytesColumn();
        const append = (list: readonly Uint8Array[]) => {
          for (const bytes of list)
            column.append(new Uint8Array([9, ...bytes, 9]), 1, bytes.length + 1);
        };
        append(first);
        // With and without the index that reading builds.
        if (read && first.length > 0) column.at(0);
        const kept = first.slice(0, cut % (first.length + 1));
        column.truncate(kept.length);
        append(second);
        const expected = [...kept, ...second];
        expect(column.length).toBe(expected.length);
        expect(expected.map((_, row) => hex(column.at(row)))).toEqual(expected.map(hex));
      }),
    );
  });

  it('lays values out as length and bytes', () => {
    const column = new BytesColumn();
    column.append(new Uint8Array([5, 6]), 0, 2);
    column.append(new Uint8Array(0), 0, 0);
    expect([...column.bytes.subarray(0, column.byteLength)]).toEqual([2, 5, 6, 0]);
  });
});
