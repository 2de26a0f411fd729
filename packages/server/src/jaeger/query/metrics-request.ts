// A chart of services as Jaeger's page asks for it (`/api/metrics/…`).

import { SPAN_KIND_NAMES } from '@throughline/model/span/span-kind';
import { badRequest } from './jaeger-error.ts';
import { MAX_METRIC_POINTS } from './jaeger-limits.ts';
import { booleanOf, floatOf, integerOf, type UrlParameters, unreadable } from './url-parameters.ts';

export interface MetricsRequest {
  readonly services: readonly string[];
  /** OTLP SpanKind. */
  readonly kinds: readonly number[];
  readonly byOperation: boolean;
  readonly endMs: number;
  readonly lookbackMs: number;
  readonly stepMs: number;
  /** What a point tells of: so much time before it. */
  readonly rateMs: number;
}

const DEFAULT_LOOKBACK_MS = 3_600_000;
const DEFAULT_STEP_MS = 5_000;
const DEFAULT_RATE_MS = 600_000;

export function metricsRequest(url: UrlParameters, nowMs: number): MetricsRequest {
  const request = {
    services: servicesOf(url),
    kinds: kindsOf(url),
    byOperation: booleanOf(url, 'groupByOperation'),
    endMs: milliseconds(url, 'endTs') ?? nowMs,
    lookbackMs: milliseconds(url, 'lookback') ?? DEFAULT_LOOKBACK_MS,
    stepMs: milliseconds(url, 'step') ?? DEFAULT_STEP_MS,
    rateMs: milliseconds(url, 'ratePer') ?? DEFAULT_RATE_MS,
  };
  if (request.lookbackMs / request.stepMs > MAX_METRIC_POINTS) {
    throw badRequest(
      `${unreadable('step')}: too small for the lookback, of which it would make more than ${MAX_METRIC_POINTS} points`,
    );
  }
  return request;
}

export function quantileOf(url: UrlParameters): number {
  const quantile = floatOf(url, 'quantile');
  if (quantile === undefined) {
    throw badRequest(`${unreadable('quantile')}: strconv.ParseFloat: parsing "": invalid syntax`);
  }
  if (quantile >= 0 && quantile <= 1) return quantile;
  throw badRequest(`${unreadable('quantile')}: must be between 0 and 1`);
}

/** Jaeger's page joins several as `service=a,service=b` within one parameter. */
function servicesOf(url: UrlParameters): string[] {
  const services = url
    .all('service')
    .flatMap((text) => text.split(',service='))
    .filter((service) => service !== '');
  if (services.length > 0) return services;
  throw badRequest(`${unreadable('service')}: please provide at least one service name`);
}

const SERVER = 'server';
const KINDS: readonly string[] = SPAN_KIND_NAMES;

function kindsOf(url: UrlParameters): number[] {
  const names = url.all('spanKind').filter((name) => name !== '');
  return (names.length === 0 ? [SERVER] : names).map((name) => {
    const kind = KINDS.indexOf(name);
    if (kind >= 0) return kind;
    throw badRequest(`${unreadable('spanKind')}: unsupported span kind: '${name}'`);
  });
}

/** More than nothing. */
function milliseconds(url: UrlParameters, name: string): number | undefined {
  const value = integerOf(url, name);
  if (value === undefined) return undefined;
  if (value > 0n && value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
  throw badRequest(`${unreadable(name)}: must be positive`);
}
