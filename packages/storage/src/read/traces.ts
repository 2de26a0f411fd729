// Several whole traces by their ids, in batches: for what is learned from many. One that somebody looks at: trace.ts.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { TracesRequest } from '../contract/span-store.ts';
import { readWhole } from '../traceql/read-session.ts';
import { boundsById, readTraces } from '../traceql/read-traces.ts';
import type { TraceReader } from './trace.ts';

/** Read at a time. */
const TRACES_OF_STATEMENT = 250;

/** Rejects with QueryLimitError. */
export async function readManyTraces(
  { clickhouse, readOrigins }: TraceReader,
  { traceIds, limits }: TracesRequest,
  signal: AbortSignal | undefined,
): Promise<SpanBatch[]> {
  return readWhole(clickhouse, limits, signal, async (session) => {
    const batches: SpanBatch[] = [];
    for (let at = 0; at < traceIds.length; at += TRACES_OF_STATEMENT) {
      const bounds = await boundsById(session, traceIds.slice(at, at + TRACES_OF_STATEMENT));
      if (bounds.length === 0) continue;
      for await (const { batch } of readTraces(session, bounds, readOrigins)) batches.push(batch);
    }
    return batches;
  });
}
