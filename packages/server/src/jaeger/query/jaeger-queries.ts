// What Jaeger's query API can be asked, whichever way a request comes, over what the store knows.

import { hexToBytes } from '@throughline/model/base/hex';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { separateSharedIds } from '@throughline/model/tempo/separate-shared-ids';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { QueryLimits } from '@throughline/storage/contract/traceql-store';
import { readAhead } from '../../query/read-ahead.ts';
import { EARLIER_NS, EARLIER_SPANS, EARLIER_TRACES } from './jaeger-limits.ts';
import { searchQuery } from './search-query.ts';
import type { TraceSearch } from './search-request.ts';
import { storedService, toldService } from './service-names.ts';

export interface JaegerQueriesOptions {
  readonly store: Pick<SpanStore, 'services' | 'operations' | 'trace' | 'traceql'>;
  readonly limits: QueryLimits;
}

export interface JaegerOperation {
  readonly name: string;
  /** Empty: unspecified. */
  readonly spanKind: string;
}

/** Rejects with what the store rejects with, and with TraceqlError when a search says too much. */
export interface JaegerQueries {
  services(signal: AbortSignal): Promise<string[]>;
  /** `spanKind` empty: of all kinds. */
  operations(service: string, spanKind: string, signal: AbortSignal): Promise<JaegerOperation[]>;
  /** Each whole, newest first. `isRaw`: as stored, the two sides of a call under one id. */
  search(search: TraceSearch, isRaw: boolean, signal: AbortSignal): AsyncIterable<SpanBatch>;
  trace(traceId: Uint8Array, isRaw: boolean, signal: AbortSignal): Promise<SpanBatch | undefined>;
}

export function createJaegerQueries({ store, limits }: JaegerQueriesOptions): JaegerQueries {
  const trace: JaegerQueries['trace'] = async (traceId, isRaw, signal) => {
    const batch = await store.trace(traceId, signal);
    if (batch === undefined || batch.rowCount === 0) return undefined;
    if (!isRaw) separateSharedIds(batch);
    return batch;
  };
  return {
    trace,
    async services(signal) {
      const services = await store.services(signal);
      return services.map(({ name }) => toldService(name));
    },
    async operations(service, spanKind, signal) {
      const operations = await store.operations(storedService(service), signal);
      return operations
        .map(({ name, kind }) => ({ name, spanKind: kind === 'unspecified' ? '' : kind }))
        .filter((operation) => spanKind === '' || operation.spanKind === spanKind);
    },
    async *search(search, isRaw, signal) {
      const ids = await foundIds(store, search, limits, signal);
      yield* readAhead(ids, (id) => trace(hexToBytes(id) ?? new Uint8Array(), isRaw, signal));
    },
  };
}

/**
 * To the store a trace is in a range when it starts in it, to Jaeger when a span that matches does: where there is
 * room left, traces that began before the range and were still going on in it are looked through, too.
 */
async function foundIds(
  store: JaegerQueriesOptions['store'],
  search: TraceSearch,
  limits: QueryLimits,
  signal: AbortSignal,
): Promise<string[]> {
  const { range, limit } = search;
  const asked = { query: searchQuery(search), order: 'start', limits } as const;
  const { traces } = await store.traceql.search(
    { ...asked, range, limit, spansPerSpanset: 1 },
    signal,
  );
  const ids = traces.map(({ traceId }) => traceId);
  const { startNs = 0n, endNs } = range;
  if (ids.length >= limit || startNs <= EARLIER_NS) return ids;
  const earlier = await store.traceql.search(
    {
      ...asked,
      range: { startNs: startNs - EARLIER_NS, endNs: startNs },
      limit: EARLIER_TRACES,
      spansPerSpanset: EARLIER_SPANS,
    },
    signal,
  );
  const isInRange = (ns: bigint): boolean => ns >= startNs && (endNs === undefined || ns < endNs);
  const goingOn = earlier.traces.filter(({ spansets }) =>
    spansets.some(({ spans }) => spans.some((span) => isInRange(span.startNs))),
  );
  return [...ids, ...goingOn.map(({ traceId }) => traceId)].slice(0, limit);
}
