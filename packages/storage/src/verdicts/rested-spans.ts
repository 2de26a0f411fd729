// The spans of some traces for the analysis: together where that is not too large, else in parts; a single trace that
// is too large is left out and named.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import type { RestedSpans, RestedTrace } from '../contract/verdict-store.ts';
import { readNative } from '../read/native-reader.ts';
import { originIds, readSpanBatch } from '../read/span-batch-reader.ts';
import type { ReadOrigins } from '../traceql/origin-cache.ts';
import { LimitReachedError, type ReadSession } from '../traceql/read-session.ts';
import { tracesStatement } from '../traceql/read-traces.ts';
import { ALL_COLUMNS } from '../traceql/span-columns.ts';

/**
 * Some 20,000 spans: to decode and analyse them takes about a tenth of a second, in which nothing else happens in the
 * process. A larger trace is analysed when somebody opens it.
 */
const MAX_BYTES = 8 * 1024 ** 2;

export async function* readRestedSpans(
  session: ReadSession,
  readOrigins: ReadOrigins,
  traces: readonly RestedTrace[],
): AsyncGenerator<RestedSpans> {
  const open = [traces];
  for (let some = open.pop(); some !== undefined; some = open.pop()) {
    session.checkTime();
    const bytes = some.length === 0 ? undefined : await readBytes(session, some);
    if (bytes !== undefined) {
      const blocks = readNative(bytes).filter((block) => block.rows > 0);
      if (blocks.length === 0) continue;
      const origins = await readOrigins(session, originIds(blocks));
      yield { batch: readSpanBatch(blocks, origins), tooLarge: [] };
    } else if (some.length > 1) {
      const middle = Math.ceil(some.length / 2);
      open.push(some.slice(middle), some.slice(0, middle));
    } else {
      yield { batch: new SpanBatch(), tooLarge: some };
    }
  }
}

async function readBytes(
  session: ReadSession,
  traces: readonly RestedTrace[],
): Promise<Uint8Array | undefined> {
  try {
    return await session.bytes(tracesStatement(traces, ALL_COLUMNS), MAX_BYTES);
  } catch (error) {
    const isTooLarge = error instanceof LimitReachedError && error.incomplete.limit === 'memory';
    if (isTooLarge) return undefined;
    throw error;
  }
}
