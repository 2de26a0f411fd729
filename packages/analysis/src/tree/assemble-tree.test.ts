// The tree against small drawn cases and, for random parent rows, against its own definition.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleTree, NO_PARENT, type SpanTree } from './assemble-tree.ts';

function childrenOf(tree: SpanTree, row: number): number[] {
  return [...tree.children.subarray(tree.childStart[row], tree.childStart[row + 1])];
}

describe('assembleTree', () => {
  it('orders parents before children, siblings by row', () => {
    //  0
    //  ├ 1
    //  │ ├ 3
    //  │ └ 4
    //  └ 2
    const tree = assembleTree([-1, 0, 0, 1, 1]);
    expect([...tree.order]).toEqual([0, 1, 3, 4, 2]);
    expect([...tree.position]).toEqual([0, 1, 4, 2, 3]);
    expect([...tree.depth]).toEqual([0, 1, 1, 2, 2]);
    expect([...tree.subtreeSize]).toEqual([5, 3, 1, 1, 1]);
    expect(childrenOf(tree, 0)).toEqual([1, 2]);
  });

  it('takes an empty trace, a forest, and children before their parents', () => {
    expect([...assembleTree([]).order]).toEqual([]);
    const tree = assembleTree([2, -1, -1]);
    expect([...tree.roots]).toEqual([1, 2]);
    expect([...tree.order]).toEqual([1, 2, 0]);
  });

  it('treats a row outside the trace, the row itself and a fraction as no parent', () => {
    expect([...assembleTree([7, 1, -5, 0.5]).parentRow]).toEqual([-1, -1, -1, -1]);
  });

  it('breaks a cycle at its lowest row and keeps what hangs on it', () => {
    // 1 → 2 → 3 → 1, and 0 hangs on 3
    const tree = assembleTree([3, 2, 3, 1]);
    expect([...tree.parentRow]).toEqual([3, -1, 3, 1]);
    expect([...tree.order]).toEqual([1, 3, 0, 2]);
  });

  it('takes a chain of 200,000 spans', () => {
    const rowCount = 200_000;
    const tree = assembleTree(Int32Array.from({ length: rowCount }, (_, row) => row - 1));
    expect(tree.depth[rowCount - 1]).toBe(rowCount - 1);
    expect(tree.subtreeSize[0]).toBe(rowCount);
  });

  it('gives a forest that is its own definition, for any parent rows', () => {
    const anyParents = fc
      .integer({ min: 0, max: 60 })
      .chain((n) => fc.array(fc.integer({ min: -2, max: n }), { minLength: n, maxLength: n }));
    fc.assert(
      fc.property(anyParents, (parents) => {
        const tree = assembleTree(parents);
        expect([...tree.order].toSorted((a, b) => a - b)).toEqual(parents.map((_, row) => row));
        for (let row = 0; row < parents.length; row++) {
          const parent = tree.parentRow[row] ?? NO_PARENT;
          // Only a cycle, or no valid parent, may have cost a row its parent.
          if (parent !== NO_PARENT) expect(parent).toBe(parents[row]);
          expect(tree.order[tree.position[row] ?? -1]).toBe(row);
          expect(tree.depth[row]).toBe(
            parent === NO_PARENT ? 0 : (tree.depth[parent] ?? Number.NaN) + 1,
          );
          if (parent !== NO_PARENT) {
            expect(tree.position[parent] ?? 0).toBeLessThan(tree.position[row] ?? 0);
            expect(childrenOf(tree, parent)).toContain(row);
          }
          const below = childrenOf(tree, row).map((child) => tree.subtreeSize[child] ?? 0);
          expect(tree.subtreeSize[row]).toBe(below.reduce((sum, size) => sum + size, 1));
        }
        expect([...tree.roots]).toEqual(
          parents.map((_, row) => row).filter((row) => tree.parentRow[row] === NO_PARENT),
        );
      }),
    );
  });

  it('removes one parent per cycle and no other', () => {
    const functional = fc
      .integer({ min: 1, max: 40 })
      .chain((n) => fc.array(fc.integer({ min: 0, max: n - 1 }), { minLength: n, maxLength: n }));
    fc.assert(
      fc.property(functional, (parents) => {
        // Every row has a parent, so each component holds exactly one cycle (maybe of length 1).
        const cycles = new Set<number>();
        for (let row = 0; row < parents.length; row++) {
          let at = row;
          for (let i = 0; i < parents.length; i++) at = parents[at] ?? 0;
          let lowest = at;
          for (let i = 0, member = at; i < parents.length; i++) {
            member = parents[member] ?? 0;
            lowest = Math.min(lowest, member);
          }
          cycles.add(lowest);
        }
        expect([...assembleTree(parents).roots]).toEqual([...cycles].toSorted((a, b) => a - b));
      }),
    );
  });
});
