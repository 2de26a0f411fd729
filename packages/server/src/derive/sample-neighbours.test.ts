import type { FoundTrace, TraceqlSearch } from '@throughline/storage/contract/traceql-store';
import { expect, it } from 'vitest';
import { storeWith, traceqlWith } from '../http/testing/create-test-app.ts';
import { sampleNeighbours } from './sample-neighbours.ts';

const NS_PER_MS = 1_000_000n;
const RANGE = { startNs: 0n, endNs: 100_000n * NS_PER_MS };

/** One trace a millisecond, newest first; `spanCount` each. */
function search(spanCount: number, { range, limit }: TraceqlSearch) {
  const { startNs = 0n, endNs = 0n } = range;
  const count = Math.min(limit, Number((endNs - startNs) / NS_PER_MS));
  const traces = Array.from({ length: count }, (_, at): FoundTrace => {
    const atNs = endNs - BigInt(at + 1) * NS_PER_MS;
    return {
      ...{ traceId: String(atNs).padStart(32, '0'), startNs: atNs, endNs: atNs, spanCount },
      ...{ rootService: 'web', rootName: 'GET /', hasRoot: true, errorCount: 0 },
      ...{ services: [], spansets: [] },
    };
  });
  const hasMore = BigInt(count) * NS_PER_MS < endNs - startNs;
  return {
    traces,
    ...(hasMore ? { next: { value: 0n, traceId: '' } } : {}),
    total: { count, isExact: false },
    statistics: { inspectedTraces: 0, inspectedSpans: 0, inspectedBytes: 0 },
  };
}

async function sample(spanCount: number, range = RANGE) {
  let asked: readonly string[] = [];
  const store = storeWith({
    traceql: traceqlWith({ search: async (request) => search(spanCount, request) }),
    traces: async ({ traceIds }) => {
      asked = traceIds;
      return [];
    },
  });
  const queryLimits = { timeoutMs: 1000, maxMemoryBytes: 1 };
  const { signal } = new AbortController();
  return { ...(await sampleNeighbours({ store, queryLimits, range, signal })), asked };
}

it('takes all traces where they are few', async () => {
  const { isWhole, windows, asked } = await sample(5, { ...RANGE, endNs: 900n * NS_PER_MS });
  expect(isWhole).toBe(true);
  expect(windows).toEqual([{ startMs: 0, endMs: 900, traces: 900 }]);
  expect(asked).toHaveLength(900);
});

it('takes runs of neighbours from all of the range where they are many', async () => {
  const { isWhole, windows, asked } = await sample(5);
  expect(isWhole).toBe(false);
  expect(windows).toHaveLength(10);
  expect(windows[0]).toEqual({ startMs: 9_900, endMs: 10_000, traces: 100 });
  expect(windows[9]).toEqual({ startMs: 99_900, endMs: 100_000, traces: 100 });
  expect(new Set(asked).size).toBe(1_000);
});

it('takes fewer traces where each is large', async () => {
  const { windows } = await sample(400);
  expect(windows.map(({ traces }) => traces)).toEqual(Array.from({ length: 10 }, () => 10));
});
