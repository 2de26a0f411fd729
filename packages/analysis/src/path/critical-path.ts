// The critical path: for every moment from the root's start to its end the one span whose work held the
// answer up. Found backwards, as in CRISP (Zhang et al., USENIX ATC '22): from a span's end to the child
// that ended last before it, through that child, and so on. Beyond CRISP: children that outlive their
// parent are followed only where somebody can have waited for them (waited-children.ts), and time between
// a span and a later one that it caused is queueing. Siblings that overlap count as concurrent: the one
// that ended last is on the path. Limit: spans do not say what they waited for; a child that happened to
// end just before the next thing began counts as its cause. O(n log n); no recursion.

import type { TimedTrace } from '../trace/trace.ts';
import { NO_PARENT } from '../tree/assemble-tree.ts';
import { listWaitedChildren, toleranceOf, type WaitedChildren } from './waited-children.ts';
import { WORK_QUEUEING, workOf } from './work.ts';

export interface CriticalPath {
  readonly fromNs: number;
  readonly toNs: number;
  /** Segments in order of time; each begins where the one before it ends. */
  readonly row: Int32Array;
  readonly segmentFromNs: Float64Array;
  readonly segmentToNs: Float64Array;
  /** Index into WORK_KINDS. */
  readonly work: Uint8Array;
}

/** `answer`: until the root ends. `last-span`: until everything that it caused has ended. */
export type PathEnd = 'answer' | 'last-span';

export function findCriticalPath(trace: TimedTrace, end: PathEnd = 'answer'): CriticalPath {
  return new PathWalk(trace).walk(end);
}

class PathWalk {
  private readonly trace: TimedTrace;
  private readonly waited: WaitedChildren;
  /** Where a row's time begins to count: never before its parent's does. */
  private readonly fromNs: Float64Array;
  /** Next of the waited children of each row to be looked at. */
  private readonly next: Int32Array;
  private readonly row: number[] = [];
  private readonly segmentFromNs: number[] = [];
  private readonly segmentToNs: number[] = [];
  private readonly work: number[] = [];

  constructor(trace: TimedTrace) {
    this.trace = trace;
    this.waited = listWaitedChildren(trace);
    this.next = this.waited.start.slice(0, trace.rowCount);
    this.fromNs = new Float64Array(trace.rowCount);
    for (const row of trace.tree.order) {
      const parent = trace.tree.parentRow[row] ?? NO_PARENT;
      const startNs = trace.startNs[row] ?? 0;
      this.fromNs[row] =
        parent === NO_PARENT ? startNs : Math.max(startNs, this.fromNs[parent] ?? 0);
    }
  }

  walk(end: PathEnd): CriticalPath {
    const { rootRow, startNs, endNs } = this.trace;
    let row = end === 'answer' ? rootRow : this.lastBelowRoot();
    let toNs = endNs[row] ?? 0;
    const pathToNs = toNs;
    let isCut = false;
    for (;;) {
      const child = this.takeChild(row, toNs, isCut);
      if (child === NO_PARENT) {
        toNs = this.add(row, this.fromNs[row] ?? 0, toNs, workOf(this.trace, row));
        if (row === rootRow) break;
        const parent = this.trace.tree.parentRow[row] ?? NO_PARENT;
        const parentToNs = Math.max(endNs[parent] ?? 0, this.fromNs[parent] ?? 0);
        toNs = this.add(row, parentToNs, toNs, WORK_QUEUEING);
        row = parent;
        isCut = false;
      } else {
        toNs = this.add(row, endNs[child] ?? 0, toNs, workOf(this.trace, row));
        row = child;
        isCut = toNs < (endNs[row] ?? 0);
      }
    }
    return {
      fromNs: startNs[rootRow] ?? 0,
      toNs: pathToNs,
      row: Int32Array.from(this.row.reverse()),
      segmentFromNs: Float64Array.from(this.segmentFromNs.reverse()),
      segmentToNs: Float64Array.from(this.segmentToNs.reverse()),
      work: Uint8Array.from(this.work.reverse()),
    };
  }

  /**
   * The child that the row was held up by at this moment. Where the row itself was cut short, that is
   * the one that would have ended last of those that were running.
   */
  private takeChild(row: number, toNs: number, isCut: boolean): number {
    const end = this.waited.start[row + 1] ?? 0;
    let at = this.next[row] ?? 0;
    for (; at < end; at++) {
      const child = this.waited.rows[at] ?? 0;
      const fromNs = this.fromNs[child] ?? 0;
      const childEndNs = Math.min(this.trace.endNs[child] ?? 0, this.trace.endNs[row] ?? 0);
      if (fromNs >= Math.min(childEndNs, toNs)) continue;
      if (childEndNs <= toNs || isCut || childEndNs - toNs <= toleranceOf(this.trace, child)) {
        this.next[row] = at + 1;
        return child;
      }
    }
    this.next[row] = at;
    return NO_PARENT;
  }

  /** The new end of what is left of the path: `fromNs`, or `toNs` when that is earlier. */
  private add(row: number, fromNs: number, toNs: number, work: number): number {
    if (fromNs >= toNs) return toNs;
    this.row.push(row);
    this.segmentFromNs.push(fromNs);
    this.segmentToNs.push(toNs);
    this.work.push(work);
    return fromNs;
  }

  private lastBelowRoot(): number {
    const { tree, rootRow, endNs } = this.trace;
    const first = tree.position[rootRow] ?? 0;
    let last = rootRow;
    for (let at = first; at < first + (tree.subtreeSize[rootRow] ?? 0); at++) {
      const row = tree.order[at] ?? 0;
      if ((endNs[row] ?? 0) > (endNs[last] ?? 0)) last = row;
    }
    return last;
  }
}
