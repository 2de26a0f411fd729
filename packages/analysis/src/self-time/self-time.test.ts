// Self time on drawn cases, and as an identity against a brute-force count for random spans.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleTree } from '../tree/assemble-tree.ts';
import { computeSelfTime, sumSelfTimeBy } from './self-time.ts';

function intervalsOf(
  parents: number[],
  starts: number[],
  durations: number[],
  row: number,
): number[][] {
  const self = computeSelfTime(assembleTree(parents), starts, durations);
  const from = [...self.fromNs.subarray(self.intervalStart[row], self.intervalStart[row + 1])];
  const to = [...self.toNs.subarray(self.intervalStart[row], self.intervalStart[row + 1])];
  return from.map((start, i) => [start, to[i] ?? Number.NaN]);
}

describe('computeSelfTime', () => {
  it('is the whole span without children', () => {
    expect(intervalsOf([-1], [5], [10], 0)).toEqual([[5, 15]]);
  });

  it('leaves the gaps between children, overlapping ones counted once', () => {
    // 0: ██████████
    // 1:  ███
    // 2:    ███
    // 3:        █
    const intervals = intervalsOf([-1, 0, 0, 0], [0, 1, 3, 7], [10, 3, 3, 1], 0);
    expect(intervals).toEqual([
      [0, 1],
      [6, 7],
      [8, 10],
    ]);
  });

  it('counts a child only while the parent runs', () => {
    expect(intervalsOf([-1, 0, 0], [10, 5, 18], [10, 7, 50], 0)).toEqual([[12, 18]]);
    expect(intervalsOf([-1, 0], [0, 30], [10, 5], 0)).toEqual([[0, 10]]);
  });

  it('does not depend on the order of rows', () => {
    expect(intervalsOf([-1, 0, 0], [0, 6, 1], [10, 2, 3], 0)).toEqual([
      [0, 1],
      [4, 6],
      [8, 10],
    ]);
  });

  it('sums by group', () => {
    expect([...sumSelfTimeBy(Float64Array.of(5, 7, 1), [1, 0, 1], 3)]).toEqual([7, 6, 0]);
  });

  it('equals a count of the moments at which no child runs', () => {
    const span = fc.record({
      parent: fc.nat(11),
      start: fc.nat(20),
      duration: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 12 }), (spans) => {
        const tree = assembleTree(spans.map((s, row) => (row === 0 ? -1 : s.parent)));
        const starts = spans.map((s) => s.start);
        const durations = spans.map((s) => s.duration);
        const self = computeSelfTime(tree, starts, durations);
        spans.forEach((s, row) => {
          let moments = 0;
          for (let t = s.start; t < s.start + s.duration; t++) {
            const busy = spans.some(
              (child, at) =>
                tree.parentRow[at] === row && child.start <= t && t < child.start + child.duration,
            );
            if (!busy) moments++;
          }
          expect(self.selfNs[row]).toBe(moments);
        });
      }),
    );
  });
});
