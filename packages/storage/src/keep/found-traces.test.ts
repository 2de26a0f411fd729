// All that a query finds, over as many pages as it takes, or an error.

import { parseAndCheck } from '@throughline/traceql/check/check';
import { expect, it } from 'vitest';
import { QueryLimitError } from '../contract/errors.ts';
import type { FoundTrace, TraceqlSearch, TraceqlSearchAnswer } from '../contract/traceql-store.ts';
import { TEST_QUERY_LIMITS } from '../testing/all-traces.ts';
import { allFoundTraces, type Search } from './found-traces.ts';

const TARGET = { query: parseAndCheck('{ status = error }'), range: { endNs: 5n } };

function trace(id: number): FoundTrace {
  return {
    traceId: String(id).padStart(32, '0'),
    startNs: 0n,
    endNs: 1n,
    rootService: 'a',
    rootName: 'b',
    hasRoot: true,
    spanCount: id,
    errorCount: 0,
    services: [],
    spansets: [],
  };
}

function answer(ids: readonly number[], more: Partial<TraceqlSearchAnswer>): TraceqlSearchAnswer {
  return {
    traces: ids.map(trace),
    total: { count: ids.length, isExact: false },
    statistics: { inspectedTraces: 0, inspectedSpans: 0, inspectedBytes: 0 },
    ...more,
  };
}

async function spanCountsOf(search: Search): Promise<number[]> {
  const counts: number[] = [];
  for await (const page of allFoundTraces(search, TARGET, TEST_QUERY_LIMITS)) {
    counts.push(...page.map(({ spanCount }) => spanCount));
  }
  return counts;
}

it('goes on behind each page until there is none', async () => {
  const asked: TraceqlSearch[] = [];
  const next = { value: 7n, traceId: trace(2).traceId };
  const counts = await spanCountsOf(async (request) => {
    asked.push(request);
    return request.after === undefined ? answer([1, 2], { next }) : answer([3], {});
  });
  expect(counts).toEqual([1, 2, 3]);
  expect(asked.map(({ after }) => after)).toEqual([undefined, next]);
  expect(asked[1]).toMatchObject({ ...TARGET, spansPerSpanset: 0, limits: TEST_QUERY_LIMITS });
});

it('is an error when some may be missing', async () => {
  const incomplete = { limit: 'time', message: 'stopped after 30 s' } as const;
  await expect(spanCountsOf(async () => answer([1], { incomplete }))).rejects.toThrow(
    new QueryLimitError('stopped after 30 s'),
  );
});
