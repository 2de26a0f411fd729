// Which spans the views of a trace speak of: those of the subtree in focus that run within the window of time.
// One pass over the spans.

import type { TimeWindow } from '../state/trace-state.ts';
import { rowsOfSubtree } from '../state/visible-rows.ts';
import type { TraceModel } from './trace-model.ts';

/** Ascending, so by start. A span that only touches the window at an edge is in it. */
export function rowsInScope(
  trace: TraceModel,
  window: TimeWindow,
  focusRow: number | undefined,
): Int32Array {
  const { startOffsetNs, spanDurationNs } = trace;
  const rows = focusRow === undefined ? undefined : rowsOfSubtree(trace.tree, focusRow);
  const count = rows?.length ?? trace.rowCount;
  const found = new Int32Array(count);
  let used = 0;
  for (let at = 0; at < count; at++) {
    const row = rows?.[at] ?? at;
    const startNs = startOffsetNs[row] ?? 0;
    const endNs = startNs + Math.max(spanDurationNs[row] ?? 0, 0);
    if (startNs <= window.toNs && endNs >= window.fromNs) found[used++] = row;
  }
  const result = found.subarray(0, used);
  return rows === undefined ? result : result.toSorted();
}
