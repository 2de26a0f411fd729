// Ids to rows: the cases of the wire (duplicates, self-parents, zero ids, cycles), and that bytes
// and hex strings give the same answer.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveParentRows } from './resolve-parent-rows.ts';

const ZERO = '0000000000000000';

function idOf(n: number): string {
  return n.toString(16).padStart(16, '0');
}

function toBytes(ids: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(ids.length * 8);
  ids.forEach((id, row) => {
    for (let i = 0; i < 8; i++) {
      bytes[row * 8 + i] = Number.parseInt(id.padStart(16, '0').slice(i * 2, i * 2 + 2), 16);
    }
  });
  return bytes;
}

describe('resolveParentRows', () => {
  it('finds parents before and after their children', () => {
    const { parentRow, missing } = resolveParentRows(
      [idOf(2), idOf(1), idOf(3)],
      [idOf(1), ZERO, idOf(2)],
    );
    expect([...parentRow]).toEqual([1, -1, 0]);
    expect([...missing]).toEqual([]);
  });

  it('says which rows name a parent that is not there', () => {
    const { parentRow, missing } = resolveParentRows([idOf(1), idOf(2)], [idOf(9), '']);
    expect([...parentRow]).toEqual([-1, -1]);
    expect([...missing]).toEqual([0]);
  });

  it('takes the first of several spans with one id', () => {
    const { parentRow } = resolveParentRows([idOf(1), idOf(1), idOf(2)], ['', idOf(2), idOf(1)]);
    expect([...parentRow]).toEqual([-1, 2, 0]);
  });

  it('makes a root of a span that names itself, without calling the parent missing', () => {
    const { parentRow, missing } = resolveParentRows([idOf(5)], [idOf(5)]);
    expect([...parentRow]).toEqual([-1]);
    expect([...missing]).toEqual([]);
  });

  it('breaks a cycle at its first row', () => {
    const { parentRow } = resolveParentRows([idOf(1), idOf(2)], [idOf(2), idOf(1)]);
    expect([...parentRow]).toEqual([-1, 0]);
  });

  it('refuses columns that do not belong together', () => {
    expect(() => resolveParentRows([idOf(1)], [])).toThrow(RangeError);
    expect(() => resolveParentRows(new Uint8Array(7), new Uint8Array(7))).toThrow(RangeError);
    expect(() => resolveParentRows(new Uint8Array(8), [''])).toThrow(TypeError);
  });

  it('answers the same for bytes, also inside a larger buffer, and for hex strings', () => {
    const id = fc.oneof(
      fc.integer({ min: 0, max: 12 }).map(idOf),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((n) => n.toString(16).padStart(16, '0')),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(id, id), { maxLength: 40 }), (spans) => {
        const spanIds = spans.map(([spanId]) => spanId);
        const parentIds = spans.map(([, parentId]) => parentId);
        const hex = resolveParentRows(spanIds, parentIds);
        const padded = new Uint8Array(spans.length * 8 + 3);
        padded.set(toBytes(spanIds), 3);
        const bytes = resolveParentRows(padded.subarray(3), toBytes(parentIds));
        expect([...bytes.parentRow]).toEqual([...hex.parentRow]);
        expect([...bytes.missing]).toEqual([...hex.missing]);
      }),
    );
  });
});
