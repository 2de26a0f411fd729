// Who waited for whom. A child that ends within its parent may have been waited for; one that outlives it
// was not, except where the two are the sides of a call (the caller gave up, or the clocks differ), and
// may then have been waited for by the ancestor that it ends in: a call started in one function and
// awaited in another. Messages and links are never waited for.

import { KIND_CONSUMER, KIND_PRODUCER } from '@throughline/model/span/span-kind';
import { durationOf, isSameService, type TimedTrace } from '../trace/trace.ts';
import { NO_PARENT } from '../tree/assemble-tree.ts';

/** Spans are closed a little after what they stand for: browsers have a resolution of one millisecond. */
const MAX_TOLERANCE_NS = 1_000_000;

/** Of the child's duration: in a short span a millisecond is not little. */
const TOLERANCE_SHARE = 0.1;

/** Ancestors looked at for one that a child ends in; spans nest less deep than this. */
const MAX_ANCESTORS = 1_000;

export interface WaitedChildren {
  /** Those of row r: index `start[r]` to `start[r + 1] - 1`, the last to end first. */
  readonly start: Int32Array;
  readonly rows: Int32Array;
}

/** By how much two times may be the wrong way round and still be taken as one moment. */
export function toleranceOf(trace: TimedTrace, row: number): number {
  return Math.min(MAX_TOLERANCE_NS, durationOf(trace, row) * TOLERANCE_SHARE);
}

/** Whether a row runs apart from its parent: a message, or a link instead of a parent. */
export function isAsynchronous(trace: TimedTrace, row: number): boolean {
  const parent = trace.tree.parentRow[row] ?? NO_PARENT;
  if (parent === NO_PARENT) return false;
  if (trace.placedByLink[row] === 1) return true;
  const toOther = !isSameService(trace, parent, row);
  const fromProducer = trace.kind[parent] === KIND_PRODUCER;
  if (trace.kind[row] === KIND_CONSUMER) return toOther || fromProducer;
  return toOther && fromProducer;
}

/** O(n log n). */
export function listWaitedChildren(trace: TimedTrace): WaitedChildren {
  const { rowCount } = trace;
  const waitedBy = new Int32Array(rowCount);
  const laterAncestor = ancestorsThatEndLater(trace);
  const start = new Int32Array(rowCount + 1);
  for (let row = 0; row < rowCount; row++) {
    const owner = ownerOf(trace, row, laterAncestor);
    waitedBy[row] = owner;
    if (owner !== NO_PARENT) start[owner + 1] = (start[owner + 1] ?? 0) + 1;
  }
  for (let row = 0; row < rowCount; row++) {
    start[row + 1] = (start[row + 1] ?? 0) + (start[row] ?? 0);
  }
  const filled = start.slice(0, rowCount);
  const rows = new Int32Array(start[rowCount] ?? 0);
  for (const row of lastToEndFirst(trace)) {
    const owner = waitedBy[row] ?? NO_PARENT;
    if (owner === NO_PARENT) continue;
    const slot = filled[owner] ?? 0;
    rows[slot] = row;
    filled[owner] = slot + 1;
  }
  return { start, rows };
}

/** Of those that end together the longest first. */
function lastToEndFirst(trace: TimedTrace): Int32Array {
  const { startNs, endNs } = trace;
  return Int32Array.from({ length: trace.rowCount }, (_, row) => row).sort(
    (a, b) => (endNs[b] ?? 0) - (endNs[a] ?? 0) || (startNs[a] ?? 0) - (startNs[b] ?? 0),
  );
}

/**
 * By row, the nearest ancestor of its own process that ends later than the row itself: nobody awaits in
 * one process what was started in another.
 */
function ancestorsThatEndLater(trace: TimedTrace): Int32Array {
  const later = new Int32Array(trace.rowCount).fill(NO_PARENT);
  for (const row of trace.tree.order) {
    const parent = trace.tree.parentRow[row] ?? NO_PARENT;
    if (parent === NO_PARENT || isAsynchronous(trace, row)) continue;
    if (!isSameService(trace, parent, row)) continue;
    later[row] = climb(trace, parent, trace.endNs[row] ?? 0, later);
  }
  return later;
}

/** The first row from `from` upwards that ends later than `endNs`, or -1. */
function climb(trace: TimedTrace, from: number, endNs: number, later: Int32Array): number {
  let row = from;
  for (let steps = 0; row !== NO_PARENT && steps < MAX_ANCESTORS; steps++) {
    if ((trace.endNs[row] ?? 0) > endNs) return row;
    row = later[row] ?? NO_PARENT;
  }
  return NO_PARENT;
}

function ownerOf(trace: TimedTrace, row: number, laterAncestor: Int32Array): number {
  const parent = trace.tree.parentRow[row] ?? NO_PARENT;
  if (parent === NO_PARENT || isAsynchronous(trace, row)) return NO_PARENT;
  const latestEndNs = (trace.endNs[row] ?? 0) - toleranceOf(trace, row);
  if ((trace.endNs[parent] ?? 0) >= latestEndNs) return parent;
  if (!isSameService(trace, parent, row)) return parent;
  return laterAncestor[row] ?? NO_PARENT;
}
