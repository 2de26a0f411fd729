// Self time: the part of a span during which none of its children runs, so what the span itself
// spent. As a sum per row, as intervals (to draw solid against pale), and summed by service.
// A child that outlives its parent counts only while the parent runs; no clock is corrected here.

import type { SpanTree } from '../tree/assemble-tree.ts';

export interface SelfTime {
  /** Self time by row. */
  readonly selfNs: Float64Array;
  /** Intervals of row r: index `intervalStart[r]` to `intervalStart[r + 1] - 1`, ascending. */
  readonly intervalStart: Int32Array;
  readonly fromNs: Float64Array;
  readonly toNs: Float64Array;
}

/** O(n) when rows are ordered by start time, as they are in a trace; sorts the children otherwise. */
export function computeSelfTime(
  tree: SpanTree,
  startNs: ArrayLike<number>,
  durationNs: ArrayLike<number>,
): SelfTime {
  const { rowCount } = tree;
  // A row with k children has at most k + 1 gaps.
  const maxIntervals = rowCount + tree.children.length;
  const selfNs = new Float64Array(rowCount);
  const intervalStart = new Int32Array(rowCount + 1);
  const fromNs = new Float64Array(maxIntervals);
  const toNs = new Float64Array(maxIntervals);
  let used = 0;
  for (let row = 0; row < rowCount; row++) {
    intervalStart[row] = used;
    const endNs = (startNs[row] ?? 0) + (durationNs[row] ?? 0);
    let freeFromNs = startNs[row] ?? 0;
    let selfSumNs = 0;
    const addGap = (untilNs: number): void => {
      if (untilNs <= freeFromNs) return;
      fromNs[used] = freeFromNs;
      toNs[used] = untilNs;
      used++;
      selfSumNs += untilNs - freeFromNs;
    };
    for (const child of childrenByStart(tree, row, startNs)) {
      const childStartNs = startNs[child] ?? 0;
      if (childStartNs >= endNs) break;
      addGap(childStartNs);
      freeFromNs = Math.max(freeFromNs, childStartNs + (durationNs[child] ?? 0));
    }
    addGap(endNs);
    selfNs[row] = selfSumNs;
  }
  intervalStart[rowCount] = used;
  return { selfNs, intervalStart, fromNs: fromNs.slice(0, used), toNs: toNs.slice(0, used) };
}

function childrenByStart(tree: SpanTree, row: number, startNs: ArrayLike<number>): Int32Array {
  const children = tree.children.subarray(tree.childStart[row], tree.childStart[row + 1]);
  for (let i = 1; i < children.length; i++) {
    if ((startNs[children[i] ?? 0] ?? 0) < (startNs[children[i - 1] ?? 0] ?? 0)) {
      return children.toSorted((a, b) => (startNs[a] ?? 0) - (startNs[b] ?? 0));
    }
  }
  return children;
}

/** Self time summed by group, for example by service: index = group. */
export function sumSelfTimeBy(
  selfNs: Float64Array,
  group: ArrayLike<number>,
  groupCount: number,
): Float64Array {
  const sums = new Float64Array(groupCount);
  for (let row = 0; row < selfNs.length; row++) {
    const index = group[row] ?? 0;
    sums[index] = (sums[index] ?? 0) + (selfNs[row] ?? 0);
  }
  return sums;
}
