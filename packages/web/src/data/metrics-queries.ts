// Series over time, as questions to GET /api/v1/metrics/query: what a query finds, put through a function
// such as rate(), in steps that fit the width of a chart.

import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { roundStepMs } from '../base/round-step.ts';
import type { ResolvedRange } from '../state/time-range.ts';
import { fetchMetrics } from './api-client.ts';

/** The range of a page stands still until somebody asks again, and so do the answers. */
const STALE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Coarse enough that all days since 1970 fit one answer (11,000 intervals), and as fine as that allows. */
const EXTENT_STEP_MS = 2 * DAY_MS;
/** The second look, at the days in which there is something. */
const EXTENT_INTERVALS = 5_000;

const HINTS = /\s+with\s*\([^()]*\)\s*$/;

/** A query with a further stage; hints stay at the end, and so do comments. */
export function withStage(query: string, stage: string): string {
  const hints = HINTS.exec(query)?.[0] ?? '';
  const body = query.slice(0, query.length - hints.length).trim();
  const line = body.includes('//') ? '\n' : ' ';
  return `${body}${line}| ${stage}${hints === '' ? '' : ` ${hints.trim()}`}`;
}

export interface MetricsQuestion {
  /** TraceQL that ends in a metrics function. */
  readonly q: string;
  readonly range: ResolvedRange;
  readonly stepMs: number;
}

function parametersOf({ q, range, stepMs }: MetricsQuestion): URLSearchParams {
  const parameters = new URLSearchParams();
  parameters.append('q', q);
  parameters.append('start', new Date(range.startMs).toISOString());
  parameters.append('end', new Date(range.endMs).toISOString());
  parameters.append('step', `${stepMs}ms`);
  return parameters;
}

/** A question that is no longer asked is stopped in the engine, too. */
export function metricsQuery(question: MetricsQuestion) {
  const parameters = parametersOf(question);
  return queryOptions({
    queryKey: ['metrics', parameters.toString()],
    queryFn: ({ signal }) => fetchMetrics(parameters, signal),
    staleTime: STALE_MS,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });
}

/** From the first interval with anything in it to the last; undefined when there is none. */
async function look(
  q: string,
  range: ResolvedRange,
  stepMs: number,
  signal: AbortSignal,
): Promise<ResolvedRange | undefined> {
  const asked = { q: withStage(q, 'count_over_time()'), range, stepMs };
  const { timesMs, series } = await fetchMetrics(parametersOf(asked), signal);
  const values = series[0]?.values ?? [];
  const isThere = (value: number | null): boolean => value !== null && value > 0;
  const first = timesMs[values.findIndex(isThere)];
  const last = timesMs[values.findLastIndex(isThere)];
  return first === undefined || last === undefined
    ? undefined
    : { startMs: Math.max(first - stepMs, 0), endMs: Math.min(last, range.endMs) };
}

/** For "any time": from when to when there is what a query finds; null when there is nothing. */
export function extentQuery(q: string, endMs: number) {
  return queryOptions({
    queryKey: ['metrics-extent', q, endMs],
    queryFn: async ({ signal }) => {
      const days = await look(q, { startMs: 0, endMs }, EXTENT_STEP_MS, signal);
      if (days === undefined) return null;
      return (await look(q, days, roundStepMs(days, EXTENT_INTERVALS), signal)) ?? days;
    },
    staleTime: STALE_MS,
  });
}
