// How addresses name the spans of a trace, also of one that was read in a batch together with others.

import type { Trace } from '@throughline/analysis/trace/trace';
import { bytesToHex } from '@throughline/model/base/hex';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { spanRefs } from './span-refs.ts';

const kept = new WeakMap<Trace, ReadonlyMap<number, string>>();

/** `row` is one of the trace, not of the batch. */
export function spanRefOf(trace: Trace, row: number): string {
  const refs = kept.get(trace) ?? refsOf(trace);
  kept.set(trace, refs);
  return refs.get(trace.batchRow[row] ?? -1) ?? '';
}

/** By row of the batch, in which the spans of a trace are neighbours, also those that the analysis leaves out. */
function refsOf({ batch, batchRow, traceId }: Trace): Map<number, string> {
  let first = batchRow[0] ?? 0;
  while (isOf(batch, first - 1, traceId)) first--;
  const ids: string[] = [];
  while (isOf(batch, first + ids.length, traceId)) {
    ids.push(bytesToHex(batch.spanId.at(first + ids.length)));
  }
  return new Map(spanRefs(ids).map((ref, at) => [first + at, ref]));
}

function isOf(batch: SpanBatch, row: number, traceId: string): boolean {
  return row >= 0 && row < batch.rowCount && bytesToHex(batch.traceId.at(row)) === traceId;
}
