// A sample of the traces of a range for what can only be seen between traces: all of them where they are few, else
// runs of neighbours spread over the range, as a call and what it caused without its context lie close together.

import { readTraces, type Trace } from '@throughline/analysis/trace/trace';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type {
  FoundTrace,
  Incomplete,
  QueryLimits,
  TimeRange,
} from '@throughline/storage/contract/traceql-store';
import { queryOfConditions } from '../query/parameters-query.ts';

/** What is read and matched in about a second. */
const MAX_TRACES = 1_000;
const MAX_SPANS = 40_000;

/** Spread over the range, so that a fault of a part of it is met, and since when can be said. */
const WINDOWS = 10;

/** Of the traces: somebody waits, and a sample is a sample. */
const TIMEOUT_MS = 15_000;

const NS_PER_MS = 1_000_000n;

export interface NeighbourSearch {
  readonly store: SpanStore;
  readonly queryLimits: QueryLimits;
  readonly range: Required<TimeRange>;
  readonly signal: AbortSignal;
}

export interface SampleWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly traces: number;
}

export interface NeighbourSample {
  readonly traces: readonly Trace[];
  readonly spans: number;
  readonly isWhole: boolean;
  readonly windows: readonly SampleWindow[];
  readonly incomplete?: Incomplete;
}

interface Window {
  readonly range: Required<TimeRange>;
  readonly found: readonly FoundTrace[];
  readonly hasMore: boolean;
  readonly incomplete: Incomplete | undefined;
}

export async function sampleNeighbours(search: NeighbourSearch): Promise<NeighbourSample> {
  const all = await searchWindow(search, search.range, MAX_TRACES, MAX_SPANS);
  const windows = all.hasMore ? await spreadWindows(search) : [all];
  const ids = windows.flatMap(({ found }) => found.map(({ traceId }) => traceId));
  const batches = await search.store.traces(
    { traceIds: ids, limits: limitsOf(search) },
    search.signal,
  );
  const incomplete = windows.find((window) => window.incomplete !== undefined)?.incomplete;
  return {
    traces: batches.flatMap((batch) => readTraces(batch)),
    spans: batches.reduce((sum, { rowCount }) => sum + rowCount, 0),
    isWhole: !all.hasMore && incomplete === undefined,
    windows: windows.filter(({ found }) => found.length > 0).map(windowOf),
    ...(incomplete === undefined ? {} : { incomplete }),
  };
}

function limitsOf({ queryLimits }: NeighbourSearch): QueryLimits {
  return { ...queryLimits, timeoutMs: Math.min(queryLimits.timeoutMs, TIMEOUT_MS) };
}

async function spreadWindows(search: NeighbourSearch): Promise<Window[]> {
  const { startNs, endNs } = search.range;
  const windows: Window[] = [];
  for (let at = 0; at < WINDOWS; at++) {
    const edge = (index: number) => startNs + ((endNs - startNs) * BigInt(index)) / BigInt(WINDOWS);
    const range = { startNs: edge(at), endNs: edge(at + 1) };
    windows.push(await searchWindow(search, range, MAX_TRACES / WINDOWS, MAX_SPANS / WINDOWS));
  }
  return windows;
}

/** The newest of the range, until the spans are enough. */
async function searchWindow(
  search: NeighbourSearch,
  range: Required<TimeRange>,
  maxTraces: number,
  maxSpans: number,
): Promise<Window> {
  const { store, signal } = search;
  const answer = await store.traceql.search(
    {
      query: queryOfConditions({ attributes: [] }),
      range,
      order: 'start',
      limit: maxTraces,
      spansPerSpanset: 0,
      limits: limitsOf(search),
    },
    signal,
  );
  let spans = 0;
  const found = answer.traces.filter(({ spanCount }) => {
    spans += spanCount;
    return spans <= maxSpans;
  });
  const hasMore = answer.next !== undefined || found.length < answer.traces.length;
  return { range, found, hasMore, incomplete: answer.incomplete };
}

function windowOf({ range, found, hasMore }: Window): SampleWindow {
  const [first = range.startNs] = found.map(({ startNs }) => startNs).sort(byValue);
  return {
    startMs: Number((hasMore ? first : range.startNs) / NS_PER_MS),
    endMs: Number(range.endNs / NS_PER_MS),
    traces: found.length,
  };
}

function byValue(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
