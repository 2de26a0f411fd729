// A trace as the UI holds it: typed arrays by row (one row is one span, ordered by start time), the tree
// over them and what is derived once per trace. Plain data, so that a worker can make it and hand it over.

import { findCriticalPath } from '@throughline/analysis/path/critical-path';
import {
  computeSelfTime,
  type SelfTime,
  sumSelfTimeBy,
} from '@throughline/analysis/self-time/self-time';
import { assembleTree, type SpanTree } from '@throughline/analysis/tree/assemble-tree';
import { STATUS_ERROR } from '@throughline/model/span/span-kind';
import {
  PARENT_MISSING,
  PLACED_BY_LINK,
  type TraceTable,
} from '@throughline/model/trace-table/trace-table';
import { findSiblingRuns, runTimes, type SiblingRuns } from './sibling-runs.ts';

/** The critical path, by row. */
export interface PathIntervals {
  /** Intervals of row r: index `start[r]` to `start[r + 1] - 1`, ascending. */
  readonly start: Int32Array;
  readonly fromNs: Float64Array;
  readonly toNs: Float64Array;
}

export interface TraceModel {
  readonly traceId: string;
  readonly startNs: bigint;
  /** From the first start to the last end. */
  readonly durationNs: number;
  readonly rowCount: number;
  /** Spans of the trace in the store; more than rows where it is larger than what is drawn. */
  readonly spanCount: number;
  /** The row that stands for the trace. */
  readonly rootRow: number;
  readonly services: readonly string[];
  readonly names: readonly string[];
  /** 8 bytes per row; span-ids.ts reads them. */
  readonly spanIdBytes: Uint8Array;
  readonly service: Int32Array;
  readonly name: Int32Array;
  readonly kind: Uint8Array;
  readonly status: Uint8Array;
  /** From the start of the trace. */
  readonly startOffsetNs: Float64Array;
  readonly spanDurationNs: Float64Array;
  /** What added to a row's times as sent puts its clock right; without elements where none is off. */
  readonly clockShiftNs: Float64Array;
  readonly linkCount: Int32Array;
  /** 1 where the parent is named but has not arrived. */
  readonly parentMissing: Uint8Array;
  readonly missingParentCount: number;
  /** 1 where a link took the place of a parent. */
  readonly placedByLink: Uint8Array;
  /** Events of row r: `eventOffsetNs[eventStart[r]] … eventOffsetNs[eventStart[r + 1] - 1]`. */
  readonly eventStart: Int32Array;
  readonly eventOffsetNs: Float64Array;
  readonly tree: SpanTree;
  readonly self: SelfTime;
  readonly path: PathIntervals;
  readonly runs: SiblingRuns;
  /** By index of `services`. */
  readonly selfByServiceNs: Float64Array;
  readonly errorCount: number;
  /** Errors in the subtree of a row, the row included: a folded row shows what it hides. */
  readonly errorsBelow: Int32Array;
}

export function buildTraceModel(table: TraceTable): TraceModel {
  const { rowCount, flags, service, status, startOffsetNs, durationNs } = table;
  const tree = assembleTree(table.parentRow);
  const parentMissing = new Uint8Array(rowCount);
  const placedByLink = new Uint8Array(rowCount);
  let missingParentCount = 0;
  for (let row = 0; row < rowCount; row++) {
    const flag = flags[row] ?? 0;
    placedByLink[row] = (flag & PLACED_BY_LINK) === 0 ? 0 : 1;
    if ((flag & PARENT_MISSING) === 0) continue;
    parentMissing[row] = 1;
    missingParentCount++;
  }
  const { eventStart, eventOffsetNs, services, clockShiftNs } = table;
  const timed = { tree, service, startOffsetNs, spanDurationNs: durationNs };
  return {
    ...{ traceId: table.traceId, startNs: table.startNs, rowCount, spanCount: table.spanCount },
    ...{ rootRow: table.rootRow, services, names: table.names, spanIdBytes: table.spanIds },
    ...{ service, name: table.name, kind: table.kind, status },
    ...{ startOffsetNs, spanDurationNs: durationNs, clockShiftNs, linkCount: table.linkCount },
    ...{ parentMissing, missingParentCount, placedByLink, eventStart, eventOffsetNs, tree },
    durationNs: lastEnd(startOffsetNs, durationNs),
    ...sumSelf(timed, services.length),
    path: findPath(table, tree, placedByLink),
    runs: findSiblingRuns(tree, { ...table, durationNs }),
    ...countErrors(tree, status),
  };
}

/** The same trace with clocks put right; it begins when its first span then does. */
export function adjustClocks(trace: TraceModel): TraceModel {
  const { clockShiftNs, eventStart, path } = trace;
  if (clockShiftNs.length === 0) return trace;
  const beginNs = moved(trace.startOffsetNs, clockShiftNs).reduce((a, b) => Math.min(a, b));
  const shiftNs = clockShiftNs.map((ns) => ns - beginNs);
  const startOffsetNs = moved(trace.startOffsetNs, shiftNs);
  const eventOffsetNs = movedByRow(trace.eventOffsetNs, eventStart, shiftNs);
  const fromNs = movedByRow(path.fromNs, path.start, shiftNs);
  const toNs = movedByRow(path.toNs, path.start, shiftNs);
  const startNs = trace.startNs + BigInt(Math.round(beginNs));
  const adjusted = { ...trace, startNs, startOffsetNs, eventOffsetNs };
  return {
    ...adjusted,
    path: { start: path.start, fromNs, toNs },
    runs: {
      ...trace.runs,
      ...runTimes(trace.runs.rows, startOffsetNs, trace.spanDurationNs),
    },
    durationNs: lastEnd(startOffsetNs, trace.spanDurationNs),
    ...sumSelf(adjusted, trace.services.length),
  };
}

function moved(timesNs: Float64Array, shiftNs: Float64Array): Float64Array {
  return timesNs.map((ns, row) => ns + (shiftNs[row] ?? 0));
}

/** Times that stand in groups by row: those of row r from `start[r]` on. */
function movedByRow(
  timesNs: Float64Array,
  start: Int32Array,
  shiftNs: Float64Array,
  sign = 1,
): Float64Array {
  const result = timesNs.slice();
  for (let row = 0; row < start.length - 1; row++) {
    const shift = sign * (shiftNs[row] ?? 0);
    if (shift === 0) continue;
    for (let at = start[row] ?? 0; at < (start[row + 1] ?? 0); at++) {
      result[at] = (result[at] ?? 0) + shift;
    }
  }
  return result;
}

function lastEnd(startOffsetNs: Float64Array, durationNs: Float64Array): number {
  let lastNs = 0;
  for (let row = 0; row < startOffsetNs.length; row++) {
    lastNs = Math.max(lastNs, (startOffsetNs[row] ?? 0) + Math.max(durationNs[row] ?? 0, 0));
  }
  return lastNs;
}

function sumSelf(
  trace: Pick<TraceModel, 'tree' | 'service' | 'startOffsetNs' | 'spanDurationNs'>,
  serviceCount: number,
): Pick<TraceModel, 'self' | 'selfByServiceNs'> {
  const self = computeSelfTime(trace.tree, trace.startOffsetNs, trace.spanDurationNs);
  return { self, selfByServiceNs: sumSelfTimeBy(self.selfNs, trace.service, serviceCount) };
}

/** Found with clocks put right, as the analysis does, and given in times as they were sent. */
function findPath(table: TraceTable, tree: SpanTree, placedByLink: Uint8Array): PathIntervals {
  const { rowCount, rootRow, kind, service, clockShiftNs } = table;
  const startNs = moved(table.startOffsetNs, clockShiftNs);
  const endNs = startNs.map((ns, row) => ns + Math.max(table.durationNs[row] ?? 0, 0));
  // What the time was spent on is not drawn.
  const isDatabase = new Uint8Array(0);
  const found = findCriticalPath({
    ...{ rowCount, rootRow, tree, startNs, endNs, kind, service, placedByLink, isDatabase },
  });
  const start = new Int32Array(rowCount + 1);
  for (const row of found.row) start[row + 1] = (start[row + 1] ?? 0) + 1;
  for (let row = 0; row < rowCount; row++) {
    start[row + 1] = (start[row + 1] ?? 0) + (start[row] ?? 0);
  }
  const filled = start.slice(0, rowCount);
  const fromNs = new Float64Array(found.row.length);
  const toNs = new Float64Array(found.row.length);
  found.row.forEach((row, at) => {
    const slot = filled[row] ?? 0;
    fromNs[slot] = found.segmentFromNs[at] ?? 0;
    toNs[slot] = found.segmentToNs[at] ?? 0;
    filled[row] = slot + 1;
  });
  if (clockShiftNs.length === 0) return { start, fromNs, toNs };
  return {
    start,
    fromNs: movedByRow(fromNs, start, clockShiftNs, -1),
    toNs: movedByRow(toNs, start, clockShiftNs, -1),
  };
}

function countErrors(
  tree: SpanTree,
  status: Uint8Array,
): Pick<TraceModel, 'errorCount' | 'errorsBelow'> {
  const errorsBelow = new Int32Array(tree.rowCount);
  let errorCount = 0;
  for (let i = tree.rowCount - 1; i >= 0; i--) {
    const row = tree.order[i] ?? 0;
    if (status[row] === STATUS_ERROR) {
      errorsBelow[row] = (errorsBelow[row] ?? 0) + 1;
      errorCount++;
    }
    const parent = tree.parentRow[row] ?? -1;
    if (parent >= 0) errorsBelow[parent] = (errorsBelow[parent] ?? 0) + (errorsBelow[row] ?? 0);
  }
  return { errorCount, errorsBelow };
}

/** Name of a dictionary-coded row; the decoder has checked the indexes. */
export function serviceOf(trace: TraceModel, row: number): string {
  return trace.services[trace.service[row] ?? 0] ?? '';
}

export function nameOf(trace: TraceModel, row: number): string {
  return trace.names[trace.name[row] ?? 0] ?? '';
}
