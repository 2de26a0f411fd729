// A metrics query as clients of Tempo ask for it, by URL or by gRPC, as what the store works with.

import type { MessageOf } from '@throughline/model/tempo/message-shape';
import type { QUERY_RANGE_REQUEST } from '@throughline/model/tempo/messages';
import type { TraceqlMetrics } from '@throughline/storage/contract/traceql-store';
import {
  defaultStepNs,
  instantGrid,
  rangeGrid,
  type TimeGrid,
} from '@throughline/traceql/eval/metrics/time-grid';
import type { Query } from '@throughline/traceql/syntax/ast';
import { printDuration } from '@throughline/traceql/syntax/print-value';
import { BadRequestError } from './bad-request.ts';
import { parseGoDuration, parseInt64, parsePrometheusDuration, quoted } from './go-syntax.ts';
import { readMetricsQuery } from './read-query.ts';
import {
  DEFAULT_METRICS_RANGE_NS,
  MAX_EXEMPLARS,
  MAX_INTERVALS,
  MAX_METRICS_RANGE_NS,
  MAX_SERIES,
} from './tempo-limits.ts';
import type { UrlParameters } from './url-parameters.ts';

/** What a request says, its numbers read and nothing else checked. */
export type MetricsParameters = MessageOf<typeof QUERY_RANGE_REQUEST>;

/** Without steps and exemplars. */
export type InstantParameters = Pick<MetricsParameters, 'query' | 'start' | 'end' | 'maxSeries'>;

const NS_PER_SECOND = 1_000_000_000n;

export function metricsParameters(url: UrlParameters, nowNs: bigint): MetricsParameters {
  const end = timestampNs(url, 'end') ?? nowNs;
  const since = url.first('since');
  const sinceNs = since === undefined ? DEFAULT_METRICS_RANGE_NS : sinceOf(since);
  const start = timestampNs(url, 'start') ?? (end > nowNs ? nowNs : end) - sinceNs;
  const step = url.first('step');
  const instant = url.first('instant');
  return {
    query: url.first('q') ?? url.first('query'),
    start,
    end,
    step: step === undefined ? 0n : stepNs(step),
    exemplars: numberOrNone(url.first('exemplars')),
    maxSeries: numberOrNone(url.first('maxSeries')),
    ...(instant === undefined ? {} : { instant: /^(1|t|T|TRUE|true|True)$/.test(instant) }),
  };
}

function sinceOf(text: string): bigint {
  try {
    return parsePrometheusDuration(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BadRequestError(`could not parse 'since' parameter: ${reason}`);
  }
}

/** Seconds, seconds with a fraction, nanoseconds from eleven digits on, or RFC 3339. */
function timestampNs(url: UrlParameters, name: 'start' | 'end'): bigint | undefined {
  const text = url.first(name);
  if (text === undefined) return undefined;
  if (/^[-+]?[0-9]*\.[0-9]*$/.test(text) && /[0-9]/.test(text)) {
    // To the millisecond, as Tempo reads them.
    return BigInt(Math.round(Number(text) * 1000)) * 1_000_000n;
  }
  if (/^[0-9]{4}-[0-9]{2}-[0-9]{2}T/.test(text)) {
    const ms = Date.parse(text);
    if (!Number.isNaN(ms)) return BigInt(ms) * 1_000_000n;
  }
  const value = parseInt64(`could not parse '${name}' parameter`, text);
  return text.length <= 10 ? value * NS_PER_SECOND : value;
}

/** A number of seconds or a duration. */
function stepNs(text: string): bigint {
  const ns = secondsNs(text) ?? goDurationNs(text);
  if (ns === undefined) {
    throw new BadRequestError(`cannot parse ${quoted(text)} to a valid duration`);
  }
  if (ns < 0n) throw new BadRequestError(`cannot parse ${quoted(text)}: step must be positive`);
  if (ns === 0n) throw new BadRequestError('step must be greater than 0');
  return ns;
}

function secondsNs(text: string): bigint | undefined {
  if (!/^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/.test(text)) return undefined;
  const ns = Number(text) * 1e9;
  if (Math.abs(ns) < 2 ** 63) return BigInt(Math.trunc(ns));
  throw new BadRequestError(`cannot parse ${quoted(text)} to a valid duration. It overflows int64`);
}

function goDurationNs(text: string): bigint | undefined {
  try {
    return parseGoDuration('step', text);
  } catch {
    return undefined;
  }
}

/** Tempo takes what is no number for nothing. */
function numberOrNone(text: string | undefined): number {
  return text !== undefined && /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
}

export function toRangeMetrics(parameters: MetricsParameters): Omit<TraceqlMetrics, 'limits'> {
  const { start = 0n, end = 0n } = parameters;
  if (parameters.instant === true) return toInstantMetrics(parameters);
  requireRange(start, end);
  const step = parameters.step || defaultStepNs(start, end);
  requireStep(start, end, step);
  return toMetrics(parameters, rangeGrid(start, end, step), exemplarsOf(parameters));
}

export function toInstantMetrics(parameters: InstantParameters): Omit<TraceqlMetrics, 'limits'> {
  const { start = 0n, end = 0n } = parameters;
  requireRange(start, end);
  return toMetrics(parameters, instantGrid(start, end), () => 0);
}

function toMetrics(
  { query: text = '', maxSeries = 0 }: InstantParameters,
  grid: TimeGrid,
  exemplars: (query: Query) => number,
): Omit<TraceqlMetrics, 'limits'> {
  const query = readMetricsQuery(text);
  const most = maxSeries === 0 ? MAX_SERIES : Math.min(maxSeries, MAX_SERIES);
  return { query, grid, exemplars: exemplars(query), maxSeries: most };
}

function requireRange(start: bigint, end: bigint): void {
  if (start >= end) throw new BadRequestError('end must be greater than start');
  if (end - start <= MAX_METRICS_RANGE_NS) return;
  const most = printDuration(MAX_METRICS_RANGE_NS);
  throw new BadRequestError(
    `metrics query time range exceeds the maximum allowed duration of ${most}`,
  );
}

function requireStep(start: bigint, end: bigint, step: bigint): void {
  if (step > 0n && (end - start) / step <= MAX_INTERVALS) return;
  const least = printDuration((end - start) / MAX_INTERVALS);
  throw new BadRequestError(
    `step of ${printDuration(step)} is too small, minimum step for given range is ${least}`,
  );
}

/** The request's number, else that of the query's hint, else what is the most. */
function exemplarsOf({ exemplars = 0 }: MetricsParameters) {
  return ({ hints }: Query): number => {
    if (exemplars > 0) return Math.min(exemplars, MAX_EXEMPLARS);
    const hint = hints.findLast(({ name }) => name === 'exemplars')?.value.value;
    if (hint?.type === 'bool' && !hint.value) return 0;
    if (hint?.type !== 'int' || hint.value < 0n) return MAX_EXEMPLARS;
    return Math.min(Number(hint.value), MAX_EXEMPLARS);
  };
}
