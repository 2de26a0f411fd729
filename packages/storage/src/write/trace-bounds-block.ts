// When each trace of a batch begins and ends, as a Native block for the table `trace_bounds`: one row per
// trace, made here from the batch's own columns for less than a materialized view costs.

import { FixedBytesColumn, U64Column } from '@throughline/model/batch/columns';
import { Dictionary } from '@throughline/model/batch/dictionary';
import { type SpanBatch, TRACE_ID_BYTES } from '@throughline/model/batch/span-batch';
import { filedTimes, isLess, type Words } from './filed-time.ts';
import type { NativeWriter } from './native-writer.ts';

export const TRACE_BOUNDS_COLUMNS: readonly string[] = ['day', 'trace_id', 'start_ns', 'end_ns'];

/** Written into `writer`, whose bytes it returns. */
export function traceBoundsBlock(batch: SpanBatch, writer: NativeWriter): Uint8Array {
  const bounds = traceBounds(batch);
  const rows = bounds.traceId.length;
  writer.reset();
  writer.block(TRACE_BOUNDS_COLUMNS.length, rows);
  writer.column('day', 'Date');
  writer.raw(new Uint8Array(Uint16Array.from(bounds.days).buffer));
  writer.column('trace_id', `FixedString(${TRACE_ID_BYTES})`);
  writer.raw(bounds.traceId.bytes.subarray(0, rows * TRACE_ID_BYTES));
  writer.column('start_ns', 'UInt64');
  writer.raw(bounds.start.bytes());
  writer.column('end_ns', 'UInt64');
  writer.raw(bounds.end.bytes());
  return writer.written();
}

interface TraceBounds {
  readonly traceId: FixedBytesColumn;
  readonly start: U64Column;
  readonly end: U64Column;
  /** The last day on which a span of the trace was received. */
  readonly days: number[];
}

function traceBounds(batch: SpanBatch): TraceBounds {
  const codes = new Dictionary();
  const traceId = new FixedBytesColumn(TRACE_ID_BYTES);
  const start = new U64Column();
  const end = new U64Column();
  const days: number[] = [];
  const times = filedTimes(batch);
  const rowStart: Words = { low: 0, high: 0 };
  const rowEnd: Words = { low: 0, high: 0 };
  const ids = batch.traceId.bytes;
  for (let row = 0; row < batch.rowCount; row++) {
    const at = row * TRACE_ID_BYTES;
    const trace = codes.intern(ids, at, at + TRACE_ID_BYTES);
    times.start(row, rowStart);
    times.end(row, rowEnd);
    const day = times.receivedDay(row);
    if (trace === days.length) {
      traceId.append(ids, at);
      start.append(rowStart.low, rowStart.high);
      end.append(rowEnd.low, rowEnd.high);
      days.push(day);
      continue;
    }
    if (isLess(rowStart.low, rowStart.high, start.low(trace), start.high(trace))) {
      start.set(trace, rowStart.low, rowStart.high);
    }
    if (isLess(end.low(trace), end.high(trace), rowEnd.low, rowEnd.high)) {
      end.set(trace, rowEnd.low, rowEnd.high);
    }
    if (day > (days[trace] as number)) days[trace] = day;
  }
  return { traceId, start, end, days };
}
