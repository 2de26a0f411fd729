// The spans of a trace over time, each below its parent: the first level below it on which nothing else runs,
// so that what runs at once stands below each other. O(n log n), however many run at once.

import { NO_PARENT } from '@throughline/analysis/tree/assemble-tree';
import { type FlameModel, groupByLevel } from './flame-model.ts';
import type { TraceModel } from './trace-model.ts';

/** `rows`: ascending, so by start. */
export function buildIcicle(trace: TraceModel, rows: Int32Array): FlameModel {
  const levelOf = new Int32Array(trace.rowCount).fill(NO_PARENT);
  const level = new Int32Array(rows.length);
  const fromNs = new Float64Array(rows.length);
  const toNs = new Float64Array(rows.length);
  const lanes = new Lanes();
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] ?? 0;
    const parent = trace.tree.parentRow[row] ?? NO_PARENT;
    const above = parent === NO_PARENT ? NO_PARENT : (levelOf[parent] ?? NO_PARENT);
    const startNs = trace.startOffsetNs[row] ?? 0;
    const endNs = startNs + Math.max(trace.spanDurationNs[row] ?? 0, 0);
    const lane = lanes.firstFree(above + 1, startNs);
    lanes.take(lane, endNs);
    levelOf[row] = lane;
    level[at] = lane;
    fromNs[at] = startNs;
    toNs[at] = endNs;
  }
  return groupByLevel({ item: rows, level, fromNs, toNs, itemCount: trace.rowCount });
}

/** When each lane is free again, with the least of each half above it: a tree in an array. */
class Lanes {
  private size = 64;
  private leastEndNs = new Float64Array(2 * this.size).fill(Number.NEGATIVE_INFINITY);

  take(lane: number, endNs: number): void {
    let at = lane + this.size;
    this.leastEndNs[at] = endNs;
    for (at >>= 1; at >= 1; at >>= 1) {
      const left = this.leastEndNs[2 * at] ?? 0;
      this.leastEndNs[at] = Math.min(left, this.leastEndNs[2 * at + 1] ?? 0);
    }
  }

  /** The first lane from `first` on that is free at a moment. */
  firstFree(first: number, startNs: number): number {
    while (first >= this.size) this.grow();
    let at = first + this.size;
    for (;;) {
      if ((this.leastEndNs[at] ?? 0) <= startNs) return this.descend(at, startNs);
      // Up while this is a right half, then over to the half beside it.
      while (at > 1 && at % 2 === 1) at >>= 1;
      if (at <= 1) break;
      at++;
    }
    const lane = this.size;
    this.grow();
    return lane;
  }

  private descend(from: number, startNs: number): number {
    let at = from;
    while (at < this.size) at = (this.leastEndNs[2 * at] ?? 0) <= startNs ? 2 * at : 2 * at + 1;
    return at - this.size;
  }

  private grow(): void {
    const before = this.leastEndNs.subarray(this.size);
    this.size *= 2;
    this.leastEndNs = new Float64Array(2 * this.size).fill(Number.NEGATIVE_INFINITY);
    before.forEach((endNs, lane) => {
      if (endNs !== Number.NEGATIVE_INFINITY) this.take(lane, endNs);
    });
  }
}
