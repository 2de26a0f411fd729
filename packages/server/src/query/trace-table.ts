// A trace as columns to draw, from the batch the store gives: parents become rows, times become offsets
// from the trace's start, what the analysis repairs is repaired in the same way.

import type { PairShift } from '@throughline/analysis/clock/move-clocks';
import { readTrace } from '@throughline/analysis/trace/trace';
import { SPAN_ID_BYTES, type SpanBatch } from '@throughline/model/batch/span-batch';
import {
  PARENT_MISSING,
  PLACED_BY_LINK,
  type TraceTable,
} from '@throughline/model/trace-table/trace-table';

/**
 * Drawn of one trace, the first by start. The page keeps about 150 bytes of each and a browser's tab has
 * 2 GB; the page and the answer say how many there are.
 */
export const MAX_DRAWN_SPANS = 2_000_000;

/**
 * `batch` holds spans of one trace by start, at least one; `spanCount` are in the store; `clockShifts` is what
 * many traces have shown of clocks.
 */
export function buildTraceTable(
  batch: SpanBatch,
  spanCount = batch.rowCount,
  clockShifts: readonly PairShift[] = [],
): TraceTable {
  const trace = readTrace(batch, clockShifts);
  const { batchRow, rowCount, clockShiftNs } = trace;
  // Loops, because `from` with a function takes several times as long.
  const status = new Uint8Array(rowCount);
  const flags = new Uint8Array(rowCount);
  const startOffsetNs = new Float64Array(rowCount);
  const durationNs = new Float64Array(rowCount);
  const linkCount = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const at = batchRow[row] ?? 0;
    status[row] = batch.statusCode.at(at);
    flags[row] =
      (trace.parentMissing[row] === 1 ? PARENT_MISSING : 0) |
      (trace.placedByLink[row] === 1 ? PLACED_BY_LINK : 0);
    startOffsetNs[row] = (trace.startNs[row] ?? 0) - (clockShiftNs[row] ?? 0);
    durationNs[row] = batch.durationNs.signedNumberAt(at);
    linkCount[row] = countAt(batch.links.ends, at);
  }
  return {
    traceId: trace.traceId,
    startNs: trace.originNs,
    rowCount,
    // Copies are counted once, where all spans are at hand.
    spanCount: spanCount > batch.rowCount ? spanCount : rowCount,
    rootRow: trace.rootRow,
    services: trace.services,
    names: trace.operations,
    spanIds: idsOf(batch, batchRow),
    parentRow: trace.tree.parentRow,
    service: trace.service,
    name: trace.operation,
    kind: trace.kind,
    ...{ status, flags, startOffsetNs, durationNs, linkCount },
    clockShiftNs: clockShiftNs.some((shiftNs) => shiftNs !== 0)
      ? clockShiftNs
      : new Float64Array(0),
    ...eventsOf(batch, batchRow, trace.originNs),
  };
}

function idsOf(batch: SpanBatch, batchRow: Int32Array): Uint8Array {
  const { bytes } = batch.spanId;
  if (batchRow.length === batch.rowCount) return bytes.slice(0, batchRow.length * SPAN_ID_BYTES);
  const ids = new Uint8Array(batchRow.length * SPAN_ID_BYTES);
  for (let row = 0; row < batchRow.length; row++) {
    ids.set(batch.spanId.at(batchRow[row] ?? 0), row * SPAN_ID_BYTES);
  }
  return ids;
}

type EventColumns = Pick<TraceTable, 'eventStart' | 'eventOffsetNs' | 'eventName' | 'eventNames'>;

function eventsOf(batch: SpanBatch, batchRow: Int32Array, originNs: bigint): EventColumns {
  const { events } = batch;
  const eventStart = new Int32Array(batchRow.length + 1);
  for (let row = 0; row < batchRow.length; row++) {
    eventStart[row + 1] = (eventStart[row] ?? 0) + countAt(events.ends, batchRow[row] ?? 0);
  }
  const count = eventStart.at(-1) ?? 0;
  const eventOffsetNs = new Float64Array(count);
  const eventName = new Int32Array(count);
  const codes = new Map<number, number>();
  const eventNames: string[] = [];
  for (let row = 0; row < batchRow.length; row++) {
    const endAt = events.ends.at(batchRow[row] ?? 0);
    let slot = eventStart[row] ?? 0;
    for (let at = endAt - countAt(events.ends, batchRow[row] ?? 0); at < endAt; at++, slot++) {
      eventOffsetNs[slot] = Number(events.timeNs.unsignedAt(at) - originNs);
      const key = events.name.codes.at(at);
      const known = codes.get(key);
      eventName[slot] = known ?? eventNames.length;
      if (known !== undefined) continue;
      codes.set(key, eventNames.length);
      eventNames.push(events.name.textAt(at));
    }
  }
  return { eventStart, eventOffsetNs, eventName, eventNames };
}

function countAt(ends: { at(row: number): number }, row: number): number {
  return ends.at(row) - (row === 0 ? 0 : ends.at(row - 1));
}
