// What is found within one trace: by a text, which the store looks for, or by TraceQL, for which the trace
// is the only one in its range of time that counts.

import {
  MAX_MATCHES,
  type TraceMatches,
  type TraceMatchesQuery,
} from '@throughline/model/api/trace-matches';
import { bytesToHex } from '@throughline/model/base/hex';
import { SPAN_ID_BYTES } from '@throughline/model/batch/span-batch';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { QueryLimits } from '@throughline/storage/contract/traceql-store';
import { ApiError } from '../http/errors.ts';
import { parseTracesQuery, withQueryErrors } from './traceql-text.ts';

/** Traces that begin in the same nanosecond as the one that is meant. */
const MAX_TWINS = 100;

export interface TraceSearch {
  readonly store: SpanStore;
  readonly limits: QueryLimits;
  readonly traceId: Uint8Array;
  readonly signal: AbortSignal;
}

/** undefined: there is no such trace. */
export async function findInTrace(
  search: TraceSearch,
  { text, q }: TraceMatchesQuery,
): Promise<TraceMatches | undefined> {
  if ((text === undefined) === (q === undefined)) {
    throw new ApiError('INVALID_PARAMETER', 'give either text or q', { field: 'q' });
  }
  return q === undefined ? findText(search, text ?? '') : findQuery(search, q);
}

async function findText(
  { store, traceId, signal }: TraceSearch,
  text: string,
): Promise<TraceMatches> {
  const search = { text, maxSpans: MAX_MATCHES };
  const { spanIds, matched } = await store.traceParts.spansWithText(traceId, search, signal);
  return {
    spanIds: Array.from({ length: spanIds.length / SPAN_ID_BYTES }, (_, at) =>
      bytesToHex(spanIds.subarray(at * SPAN_ID_BYTES, (at + 1) * SPAN_ID_BYTES)),
    ),
    matched,
  };
}

async function findQuery(search: TraceSearch, q: string): Promise<TraceMatches | undefined> {
  const { store, limits, traceId, signal } = search;
  const query = parseTracesQuery(q);
  const first = await store.traceParts.outline(traceId, 1, signal);
  if (first === undefined) return undefined;
  const startNs = first.batch.startNs.unsignedAt(0);
  const answer = await withQueryErrors(q, () =>
    store.traceql.search(
      {
        ...{ query, range: { startNs, endNs: startNs + 1n }, order: 'start', limits },
        ...{ limit: MAX_TWINS, spansPerSpanset: MAX_MATCHES },
      },
      signal,
    ),
  );
  const trace = answer.traces.find((each) => each.traceId === bytesToHex(traceId));
  const spansets = trace?.spansets ?? [];
  const ids = new Set(spansets.flatMap(({ spans }) => spans.map(({ spanId }) => spanId)));
  const matched = spansets.reduce((sum, set) => sum + set.matched, 0);
  return {
    spanIds: [...ids].slice(0, MAX_MATCHES),
    matched: spansets.length === 1 ? matched : ids.size,
    ...(answer.incomplete === undefined ? {} : { incomplete: answer.incomplete.message }),
  };
}
