// Two cohorts of spans held against one another: for every field, how often each of its values is on the spans of
// a selection and on the others. Counted by the engine over a sample of either side, which keeps it quick however
// many there are; where it takes whole traces to know which spans there are, over the first traces of the range.

import {
  createMetricsCounter,
  type MetricsCounter,
} from '@throughline/traceql/eval/metrics/count-traces';
import { planSearch } from '@throughline/traceql/plan/plan-search';
import type { Compare, MetricsPipeline, Query } from '@throughline/traceql/syntax/ast';
import type {
  Cohort,
  CohortsAnswer,
  CohortsRequest,
  Incomplete,
} from '../../contract/traceql-store.ts';
import { asksForFindings } from '../findings-for.ts';
import { LimitReachedError, openReadSession } from '../read-session.ts';
import { ALL_COLUMNS } from '../span-columns.ts';
import { countItems, countRoots } from './cohort-items.ts';
import { type Rate, type Rates, sampledOf } from './cohort-statements.ts';
import { countSides, type SideCounts } from './compare-spans.ts';
import { type ComparedSpans, comparedSpans } from './compare-statements.ts';
import { filedRangeOf } from './grid-sql.ts';
import { filterOf, type MetricsParts } from './metrics.ts';
import { checkMemory } from './series-memory.ts';
import { type TraceSource, tracesInGrid } from './traces-in-grid.ts';
import { countUndecided, MAX_UNDECIDED } from './undecided-spans.ts';

/** Of a field, those that differ most: the others are counted together. */
const VALUES_PER_FIELD = 200;

interface Run {
  readonly request: CohortsRequest;
  readonly node: MetricsPipeline & { readonly aggregate: Compare };
  readonly query: Query;
  readonly source: TraceSource;
}

type Sides = Omit<CohortsAnswer, 'statistics'>;

const NOTHING: Sides = {
  selection: { spans: 0, isExact: false, sampledSpans: 0 },
  baseline: { spans: 0, isExact: false, sampledSpans: 0 },
  fields: [],
};

export async function compareCohorts(
  { clickhouse, readOrigins, duplicates }: MetricsParts,
  request: CohortsRequest,
  signal: AbortSignal | undefined,
): Promise<CohortsAnswer> {
  const session = openReadSession(clickhouse, request.limits, signal);
  const node = nodeOf(request);
  const query: Query = { kind: 'query', body: node, hints: [], range: node.range };
  const source = {
    ...{ session, readOrigins, columns: ALL_COLUMNS },
    needsFindings: asksForFindings(query),
  };
  const run: Run = { request, node, query, source };
  const counted = { traces: 0 };
  let sides = NOTHING;
  let incomplete: Incomplete | undefined;
  try {
    const doubtful = await duplicates.minutesIn(session, filedRangeOf(request.grid));
    const filter = filterOf(node.pipeline, doubtful);
    const selection = filterOf({ stages: [request.selection] }, doubtful);
    const spans = { query, grid: request.grid, minutesTwice: doubtful?.twice };
    const inEngine =
      filter === undefined || selection === undefined
        ? undefined
        : await sampleInEngine(run, comparedSpans({ ...spans, filter }, node.aggregate, selection));
    sides = inEngine ?? (await firstTraces(run, counted));
  } catch (error) {
    if (!(error instanceof LimitReachedError)) throw error;
    incomplete = error.incomplete;
  }
  return {
    ...sides,
    ...(incomplete === undefined ? {} : { incomplete }),
    statistics: { inspectedTraces: counted.traces, ...session.statistics() },
  };
}

function nodeOf({ pipeline, selection, window }: CohortsRequest): Run['node'] {
  const { range } = pipeline;
  const aggregate = { kind: 'compare', selection, topN: undefined, window, range } as const;
  return { kind: 'metrics-pipeline', pipeline, aggregate, secondStages: [], range };
}

function counterOf({ node, query, request: { grid } }: Run): MetricsCounter {
  return createMetricsCounter(node, { query, grid, exemplars: 0 });
}

/** Undefined when SQL cannot decide enough of the spans. */
async function sampleInEngine(run: Run, compared: ComparedSpans): Promise<Sides | undefined> {
  const { source, request } = run;
  const readBefore = source.session.statistics().inspectedSpans;
  const all = await countSides(source, compared);
  // All that are in the range, whether or not they are compared.
  const stored = source.session.statistics().inspectedSpans - readBefore;
  if (all.undecided > MAX_UNDECIDED) return undefined;
  const rates = ratesOf(run, compared, all, stored);
  const sampled = sampledOf(compared, rates);
  const expected = {
    selection: all.selection / rates.selection.blocks / rates.selection.spans,
    baseline: all.baseline / rates.baseline.blocks / rates.baseline.spans,
  };
  const counter = counterOf(run);
  const { comparison } = counter;
  if (comparison === undefined) return undefined;
  let incomplete: Incomplete | undefined;
  try {
    await countItems(source, { sampled, expected }, VALUES_PER_FIELD, comparison);
    await countRoots(source, sampled, comparison);
    if (all.undecided > 0) await countUndecided(source, sampled, counter);
  } catch (error) {
    // How many there are is known, and perhaps more.
    if (!(error instanceof LimitReachedError)) throw error;
    incomplete = error.incomplete;
  }
  checkMemory(run.node, counter, memoryOf(request, run.query));
  const fields = comparison.tallies();
  const { selection, baseline } = sampledSpans(fields);
  // Of those that SQL cannot decide it is known only now where they belong; they are few.
  const isExact = all.undecided === 0;
  return {
    selection: { spans: Math.max(all.selection, selection), isExact, sampledSpans: selection },
    baseline: { spans: Math.max(all.baseline, baseline), isExact, sampledSpans: baseline },
    fields,
    ...(incomplete === undefined ? {} : { incomplete }),
  };
}

function memoryOf({ grid, limits }: CohortsRequest, query: Query) {
  return { query, grid, limits, exemplars: 0, maxSeries: 0 };
}

/** Fewer spans of a side are worth to read more for. */
const LEAST_SAMPLE = 3_000;

function ratesOf(
  { request }: Run,
  { minutesTwice }: ComparedSpans,
  all: SideCounts,
  stored: number,
): Rates {
  // Spans that came twice are read in another way, which knows no blocks.
  const canLeaveOut = minutesTwice?.length === 0;
  const rateOf = (spans: number): Rate => {
    const wanted = Math.min(stored / request.readSpans, spans / LEAST_SAMPLE);
    const blocks = canLeaveOut ? Math.max(1, Math.floor(wanted)) : 1;
    return { blocks, spans: Math.max(1, Math.round(spans / blocks / request.sampleSpans)) };
  };
  return { selection: rateOf(all.selection), baseline: rateOf(all.baseline) };
}

/** Every span has a name. */
function sampledSpans(fields: CohortsAnswer['fields']): Pick<SideCounts, 'selection' | 'baseline'> {
  const { selection = 0, baseline = 0 } = fields.find(({ field }) => field === 'name') ?? {};
  return { selection, baseline };
}

/** In the order in which they begin, until there are enough spans of both sides. */
async function firstTraces(run: Run, counted: { traces: number }): Promise<Sides> {
  const { source, node, request } = run;
  const counter = counterOf(run);
  const check = () => checkMemory(node, counter, memoryOf(request, run.query));
  let isAll = true;
  const cohorts = () => sampledSpans(counter.comparison?.tallies() ?? []);
  try {
    for await (const trace of tracesInGrid(
      source,
      request.grid,
      planSearch(node.pipeline).condition,
    )) {
      counter.add(trace);
      counted.traces++;
      check();
      if (counted.traces % TRACES_BETWEEN_LOOKS !== 0) continue;
      const { selection, baseline } = cohorts();
      if (Math.min(selection, baseline) < request.sampleSpans) continue;
      isAll = false;
      break;
    }
  } catch (error) {
    // What was counted until the time was over is an answer, too.
    if (!(error instanceof LimitReachedError) || counted.traces === 0) throw error;
    isAll = false;
  }
  const { selection, baseline } = cohorts();
  const cohort = (spans: number): Cohort => ({ spans, isExact: isAll, sampledSpans: spans });
  return {
    selection: cohort(selection),
    baseline: cohort(baseline),
    fields: counter.comparison?.tallies() ?? [],
  };
}

/** To add up what was counted takes as long as to count some traces. */
const TRACES_BETWEEN_LOOKS = 500;
