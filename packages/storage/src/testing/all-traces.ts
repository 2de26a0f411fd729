// The search that finds every trace, newest first, for tests that look at what is there.

import { parse } from '@throughline/traceql/syntax/parse';
import type { TraceqlSearch } from '../contract/traceql-store.ts';

/** Ample for tests. */
export const TEST_QUERY_LIMITS = { timeoutMs: 30_000, maxMemoryBytes: 256 * 1024 ** 2 };

export function allTraces(limit: number): TraceqlSearch {
  return {
    query: parse('{ }'),
    range: {},
    order: 'start',
    limit,
    spansPerSpanset: 0,
    limits: TEST_QUERY_LIMITS,
  };
}
