// How addresses name the spans of a trace, also of one that was read in a batch together with others.

import type { Trace } from '@throughline/analysis/trace/trace';
import { bytesToHex } from '@throughline/model/base/hex';
import { spanRefs } from './span-refs.ts';

const kept = new WeakMap<Trace, ReadonlyMap<number, string>>();

/** `row` is one of the trace, not of the batch. */
export function spanRefOf(trace: Trace, row: number): string {
  const refs = kept.get(trace) ?? refsOf(trace);
  kept.set(trace, refs);
  return refs.get(trace.batchRow[row] ?? -1) ?? '';
}

/** By row of the batch; copies of a span have none, as they are counted once. */
function refsOf({ batch, batchRow }: Trace): Map<number, string> {
  const refs = spanRefs(Array.from(batchRow, (at) => bytesToHex(batch.spanId.at(at))));
  return new Map(refs.map((ref, row) => [batchRow[row] ?? -1, ref]));
}
