// Search: traces that may match, in the order of the answer and in batches, are fetched as a whole, and the
// reference evaluator has the last word on each. It stops as soon as there is one more than asked for, and at
// the limits with what it has.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { evaluatePipeline } from '@throughline/traceql/eval/evaluate-pipeline';
import { requestedFields } from '@throughline/traceql/eval/requested-fields';
import type { FindingsOfTraces } from '@throughline/traceql/eval/trace';
import { planSearch, type SearchPlan } from '@throughline/traceql/plan/plan-search';
import type { PipelineExpression, Query } from '@throughline/traceql/syntax/ast';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';
import type { ClickHouse } from '../client/clickhouse.ts';
import type {
  FoundTrace,
  Incomplete,
  ReadStatistics,
  TracePosition,
  TraceqlSearch,
  TraceqlSearchAnswer,
} from '../contract/traceql-store.ts';
import type { Candidate } from './candidates.ts';
import { candidatesInOrder, countCandidates } from './candidates-in-order.ts';
import { asksForFindings, findingsOf } from './findings-for.ts';
import { filedTracesOf, foundTraceOf } from './found-trace.ts';
import type { ReadOrigins } from './origin-cache.ts';
import { LimitReachedError, openReadSession, type ReadSession } from './read-session.ts';
import { readTraces } from './read-traces.ts';
import { spanColumns } from './span-columns.ts';

export interface SearchParts {
  readonly clickhouse: ClickHouse;
  readonly readOrigins: ReadOrigins;
}

export type OnFound = (found: readonly FoundTrace[], statistics: ReadStatistics) => void;

/** Traces fetched at a time: few at first, so that the first answers come soon. */
const FIRST_BATCH = 24;
const MAX_BATCH = 512;

/** Of one statement; more come by the next. */
const MAX_CANDIDATES = 2_000;

interface Found {
  readonly trace: FoundTrace;
  readonly position: TracePosition;
}

export async function searchTraceql(
  { clickhouse, readOrigins }: SearchParts,
  request: TraceqlSearch,
  signal: AbortSignal | undefined,
  onFound: OnFound | undefined,
): Promise<TraceqlSearchAnswer> {
  const pipeline = pipelineOf(request.query);
  const plan = planSearch(pipeline);
  const columns = spanColumns(request.query);
  const needsFindings = asksForFindings(request.query);
  const session = openReadSession(clickhouse, request.limits, signal);
  const found: Found[] = [];
  let inspectedTraces = 0;
  const statistics = () => ({ inspectedTraces, ...session.statistics() });

  async function inspect(candidates: readonly Candidate[]): Promise<void> {
    for await (const { traces, batch } of readTraces(session, candidates, readOrigins, columns)) {
      const findings = needsFindings ? await findingsOf(session, traces) : undefined;
      const matches = evaluateAll(request, pipeline, batch, findings);
      inspectedTraces += traces.length;
      tell(traces.flatMap((candidate) => foundOf(candidate, matches)));
    }
  }

  function tell(matching: readonly Found[]): void {
    const wanted = matching.slice(0, request.limit + 1 - found.length);
    const told = wanted.slice(0, request.limit - found.length).map(({ trace }) => trace);
    found.push(...wanted);
    onFound?.(told, statistics());
  }

  let incomplete: Incomplete | undefined;
  try {
    const missing = () => request.limit + 1 - found.length;
    await inspectUntil(session, request, plan, inspect, missing);
  } catch (error) {
    if (!(error instanceof LimitReachedError)) throw error;
    incomplete = error.incomplete;
  }
  const total = await totalOf(session, request, plan, { found: found.length, incomplete });
  return answerOf(request, found, { total, statistics: statistics(), incomplete });
}

/** Throws TraceqlError when the query is none for traces. */
export function pipelineOf({ body }: Query): PipelineExpression {
  if (body.kind === 'pipeline' || body.kind === 'pipeline-operation') return body;
  const message =
    body.kind === 'scalar-pipeline-filter'
      ? 'comparison of pipelines not yet supported'
      : 'a metrics query answers with series, not with traces';
  throw new TraceqlError('evaluate', message, body.range);
}

/** `missing`: traces that are still to be found, one more than the page has. */
async function inspectUntil(
  session: ReadSession,
  request: TraceqlSearch,
  plan: SearchPlan,
  inspect: (candidates: readonly Candidate[]) => Promise<void>,
  missing: () => number,
): Promise<void> {
  let size = Math.max(FIRST_BATCH, Math.min(request.limit + 1, MAX_BATCH));
  // Of what the condition decides hardly any is taken back.
  const isDecided = plan.decidedBy === 'condition';
  const limit = isDecided ? size : MAX_CANDIDATES;
  const wanted = { missing, isDecided };
  const inOrder = candidatesInOrder(session, request, plan.condition, limit, wanted);
  for await (const candidates of inOrder) {
    for (let at = 0; at < candidates.length; ) {
      const end = at + (isDecided ? Math.min(size, missing()) : size);
      await inspect(candidates.slice(at, end));
      if (missing() <= 0) return;
      at = end;
      size = Math.min(2 * size, MAX_BATCH);
    }
  }
}

function foundOf(
  { traceId, value }: Candidate,
  matches: ReadonlyMap<string, FoundTrace>,
): readonly Found[] {
  const trace = matches.get(traceId);
  return trace === undefined ? [] : [{ trace, position: { traceId, value } }];
}

function evaluateAll(
  { query, spansPerSpanset }: TraceqlSearch,
  pipeline: PipelineExpression,
  batch: SpanBatch,
  findings: FindingsOfTraces | undefined,
): Map<string, FoundTrace> {
  const fields = requestedFields(query);
  const found = new Map<string, FoundTrace>();
  for (const trace of filedTracesOf(batch, findings)) {
    const spansets = evaluatePipeline(pipeline, trace);
    if (spansets.length === 0) continue;
    found.set(trace.id, foundTraceOf(trace, spansets, fields, spansPerSpanset));
  }
  return found;
}

interface Outcome {
  readonly found: number;
  readonly incomplete: Incomplete | undefined;
}

/** When time or memory is over while counting, the count is what the search came by. */
async function totalOf(
  session: ReadSession,
  request: TraceqlSearch,
  plan: SearchPlan,
  { found, incomplete }: Outcome,
): Promise<TraceqlSearchAnswer['total']> {
  const { limit, after, countAll = false } = request;
  const isAll = found <= limit && after === undefined && incomplete === undefined;
  if (isAll) return { count: found, isExact: true };
  if (!countAll || incomplete !== undefined) return { count: found, isExact: false };
  try {
    const { sure, possible } = await countCandidates(session, request, plan.condition);
    return { count: Math.max(sure, found), isExact: sure === possible };
  } catch (error) {
    if (!(error instanceof LimitReachedError)) throw error;
    return { count: found, isExact: false };
  }
}

function answerOf(
  request: TraceqlSearch,
  found: readonly Found[],
  rest: Pick<TraceqlSearchAnswer, 'total' | 'statistics'> & Pick<Outcome, 'incomplete'>,
): TraceqlSearchAnswer {
  const { total, statistics, incomplete } = rest;
  const page = found.slice(0, request.limit);
  const last = page.at(-1);
  const hasMore = found.length > request.limit;
  return {
    traces: page.map(({ trace }) => trace),
    ...(hasMore && last !== undefined ? { next: last.position } : {}),
    total,
    ...(incomplete === undefined ? {} : { incomplete }),
    statistics,
  };
}
