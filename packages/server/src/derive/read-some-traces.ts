// Some traces out of the store, by what a search finds: for what is learned from many traces. Stops at limits of
// number, spans and time with what was read until then; a sample is a sample.

import type { PairShift } from '@throughline/analysis/clock/move-clocks';
import { readTrace, type Trace } from '@throughline/analysis/trace/trace';
import { parseId } from '@throughline/model/base/hex';
import { TRACE_ID_BYTES } from '@throughline/model/batch/span-batch';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type {
  FoundTrace,
  QueryLimits,
  TimeRange,
} from '@throughline/storage/contract/traceql-store';
import { queryOfConditions, type SearchConditions } from '../query/parameters-query.ts';

/** The engine reads several traces in little more than the time of one; more would keep others waiting. */
const CONCURRENT_READS = 4;

export interface SomeTraces {
  readonly conditions: SearchConditions;
  readonly range: TimeRange;
  readonly maxTraces: number;
  /** Of all of them together. */
  readonly maxSpans: number;
  /** Traces that nobody needs, by what the search says of them. */
  isWanted(found: FoundTrace): boolean;
}

/** What a sample is read with; it ends, with what there is, when `deadline` aborts. */
export interface SampleReader {
  readonly store: SpanStore;
  readonly limits: QueryLimits;
  readonly deadline: AbortSignal;
  readonly clockShifts: readonly PairShift[];
}

/** The newest first. */
export async function readSomeTraces(reader: SampleReader, asked: SomeTraces): Promise<Trace[]> {
  const { store, limits, deadline } = reader;
  const { conditions, range, maxTraces } = asked;
  const page = { range, order: 'start', limit: maxTraces, spansPerSpanset: 0, limits } as const;
  const query = queryOfConditions(conditions);
  const answer = await untilDeadline(deadline, () =>
    store.traceql.search({ query, ...page }, deadline),
  );
  const found = affordable(answer?.traces.filter(asked.isWanted) ?? [], asked.maxSpans);
  const traces: (Trace | undefined)[] = [];
  let next = 0;
  const readOn = async (): Promise<void> => {
    for (let at = next++; at < found.length && !deadline.aborted; at = next++) {
      traces[at] = await readOne(reader, found[at]?.traceId ?? '');
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_READS }, readOn));
  return traces.filter((trace) => trace !== undefined);
}

function affordable(found: readonly FoundTrace[], maxSpans: number): FoundTrace[] {
  let spans = 0;
  return found.filter(({ spanCount }) => {
    if (spans + spanCount > maxSpans) return false;
    spans += spanCount;
    return true;
  });
}

async function readOne(
  { store, deadline, clockShifts }: SampleReader,
  id: string,
): Promise<Trace | undefined> {
  const traceId = parseId(id, TRACE_ID_BYTES);
  if (traceId === undefined) return undefined;
  const batch = await untilDeadline(deadline, () => store.trace(traceId, deadline));
  return batch === undefined || batch.rowCount === 0 ? undefined : readTrace(batch, clockShifts);
}

/** What is ended by the deadline has no answer; every other failure is one. */
async function untilDeadline<T>(
  deadline: AbortSignal,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (deadline.aborted) return undefined;
    throw error;
  }
}
