// A metrics query over the store. What a function counts is counted in the engine where SQL can say which spans and
// with which labels; otherwise whole traces go through the reference evaluator. Second stages, arithmetic and
// exemplars are the reference's own.

import {
  createMetricsCounter,
  type MetricsCounter,
} from '@throughline/traceql/eval/metrics/count-traces';
import {
  combineMetrics,
  metricsOf,
  metricsPipelines,
} from '@throughline/traceql/eval/metrics/evaluate-metrics';
import { exemplarLimit } from '@throughline/traceql/eval/metrics/hints';
import type { Series } from '@throughline/traceql/eval/metrics/series';
import { planMetricsSpans } from '@throughline/traceql/plan/metrics-spans';
import { planSearch } from '@throughline/traceql/plan/plan-search';
import type { MetricsPipeline, Pipeline } from '@throughline/traceql/syntax/ast';
import type { ClickHouse } from '../../client/clickhouse.ts';
import type {
  Incomplete,
  SeriesWithExemplars,
  TraceqlMetrics,
  TraceqlMetricsAnswer,
} from '../../contract/traceql-store.ts';
import { asksForFindings } from '../findings-for.ts';
import type { ReadOrigins } from '../origin-cache.ts';
import { LimitReachedError, openReadSession } from '../read-session.ts';
import { ALL_COLUMNS, spanColumns } from '../span-columns.ts';
import { compareSpans } from './compare-spans.ts';
import { comparedSpans } from './compare-statements.ts';
import { countSpans } from './count-spans.ts';
import type { CountedSpans, FunctionSpans } from './count-statement.ts';
import type { DoubtfulMinutes, Duplicates } from './duplicates.ts';
import { exemplarTraces } from './exemplar-traces.ts';
import { filedRangeOf } from './grid-sql.ts';
import { checkMemory } from './series-memory.ts';
import { type SpanFilter, spanFilter } from './span-filter.ts';
import { MAX_MINUTES } from './spans-once.ts';
import { type TraceSource, tracesById, tracesInGrid } from './traces-in-grid.ts';
import { countUndecided, MAX_UNDECIDED } from './undecided-spans.ts';

export interface MetricsParts {
  readonly clickhouse: ClickHouse;
  readonly readOrigins: ReadOrigins;
  readonly duplicates: Duplicates;
}

/** What goes from one function of a query to the next. */
interface Run {
  readonly request: TraceqlMetrics;
  readonly source: TraceSource;
  readonly duplicates: Duplicates;
  inspectedTraces: number;
}

export async function queryMetrics(
  { clickhouse, readOrigins, duplicates }: MetricsParts,
  request: TraceqlMetrics,
  signal: AbortSignal | undefined,
): Promise<TraceqlMetricsAnswer> {
  const body = metricsOf(request.query);
  const session = openReadSession(clickhouse, request.limits, signal);
  const run: Run = {
    request,
    source: {
      session,
      readOrigins,
      columns: columnsOf(request),
      needsFindings: asksForFindings(request.query),
    },
    duplicates,
    inspectedTraces: 0,
  };
  const counters = new Map<MetricsPipeline, MetricsCounter>();
  let incomplete: Incomplete | undefined;
  try {
    for (const pipeline of metricsPipelines(body)) await count(pipeline, run, counters);
  } catch (error) {
    if (!(error instanceof LimitReachedError)) throw error;
    incomplete = error.incomplete;
  }
  const all = combineMetrics(body, request.grid, (node) => counters.get(node)?.series() ?? []);
  const series = all.slice(0, request.maxSeries).map(told);
  if (series.length < all.length) incomplete ??= tooMany(all.length, request.maxSeries);
  return {
    series,
    ...(incomplete === undefined ? {} : { incomplete }),
    statistics: { inspectedTraces: run.inspectedTraces, ...session.statistics() },
  };
}

/** `compare` looks at whatever spans have. */
function columnsOf({ query }: TraceqlMetrics): string {
  const isComparing = metricsPipelines(metricsOf(query)).some(
    ({ aggregate }) => aggregate.kind === 'compare',
  );
  return isComparing ? ALL_COLUMNS : spanColumns(query);
}

function tooMany(found: number, maxSeries: number): Incomplete {
  return { limit: 'series', message: `there are ${found} series, of which ${maxSeries} are told` };
}

const NS_PER_MS = 1_000_000n;

function told({ labels, values, exemplars }: Series): SeriesWithExemplars {
  return {
    labels,
    values,
    exemplars: exemplars.map(({ startNs, ...exemplar }) => ({
      ...exemplar,
      timestampMs: Number(startNs / NS_PER_MS),
    })),
  };
}

async function count(
  node: MetricsPipeline,
  run: Run,
  counters: Map<MetricsPipeline, MetricsCounter>,
): Promise<void> {
  const counter = createMetricsCounter(node, run.request);
  counters.set(node, counter);
  if (await countInEngine(node, run, counter)) return;
  // What the engine has counted is of no use when it could not decide enough.
  const afresh = createMetricsCounter(node, run.request);
  counters.set(node, afresh);
  const { source, request } = run;
  const { condition } = planSearch(node.pipeline);
  for await (const trace of tracesInGrid(source, request.grid, condition)) {
    afresh.add(trace);
    run.inspectedTraces++;
    checkMemory(node, afresh, request);
  }
}

/** Whether it could. */
async function countInEngine(
  node: MetricsPipeline,
  run: Run,
  counter: MetricsCounter,
): Promise<boolean> {
  const { request, source } = run;
  if (planMetricsSpans(node.pipeline) === undefined) return false;
  const doubtful = await run.duplicates.minutesIn(source.session, filedRangeOf(request.grid));
  const filter = filterOf(node.pipeline, doubtful);
  if (filter === undefined) return false;
  const { query, grid } = request;
  const spans: CountedSpans = { query, grid, filter, minutesTwice: doubtful?.twice };
  const check = () => checkMemory(node, counter, request);
  if (node.aggregate.kind === 'compare') {
    const { comparison } = counter;
    const selection = filterOf({ stages: [node.aggregate.selection] }, doubtful);
    if (selection === undefined || comparison === undefined) return false;
    const compared = comparedSpans(spans, node.aggregate, selection);
    const undecided = await compareSpans(source, compared, node.aggregate, comparison, check);
    if (undecided > MAX_UNDECIDED) return false;
    if (undecided > 0) await countUndecided(source, compared, counter);
    return true;
  }
  return countFunction({ ...spans, node: node.aggregate }, run, counter, check);
}

/** Undefined when it takes whole traces to know which spans a pipeline finds. */
export function filterOf(
  pipeline: Pick<Pipeline, 'stages'>,
  doubtful: DoubtfulMinutes | undefined,
): SpanFilter | undefined {
  const plan = planMetricsSpans(pipeline);
  if (plan === undefined) return undefined;
  const minutes = plan.asksForUniqueIds ? doubtful?.shared : [];
  if (minutes === undefined || minutes.length > MAX_MINUTES) return undefined;
  return spanFilter(plan.condition, minutes);
}

async function countFunction(
  spans: FunctionSpans,
  run: Run,
  counter: MetricsCounter,
  check: () => void,
): Promise<boolean> {
  const { request, source } = run;
  const { groups } = counter;
  if (groups === undefined) return false;
  const total = await countSpans(source, spans, groups, check);
  if (total === undefined || total.undecided > MAX_UNDECIDED) return false;
  if (total.undecided > 0) await countUndecided(source, spans, counter);
  const limit = exemplarLimit(request.query, request.exemplars);
  if (limit === 0 || total.counted + total.undecided === 0) return true;
  const ids = await exemplarTraces(source.session, spans, limit, total.counted);
  for await (const trace of tracesById(source, ids)) {
    counter.exemplify(trace);
    run.inspectedTraces++;
  }
  return true;
}
