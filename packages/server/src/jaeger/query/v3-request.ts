// A search as clients of Jaeger's third HTTP API ask for it: the parameters have the names of protobuf's fields in
// its JSON, or the older ones of protobuf itself.

import { parseGoDuration } from '../../tempo/go-syntax.ts';
import { badRequest, type JaegerError } from './jaeger-error.ts';
import type { TraceSearch } from './search-request.ts';
import { jsonTags, limitOf, requireDurationOrder } from './search-request.ts';
import { booleanOf, type UrlParameters } from './url-parameters.ts';

export interface SearchRequestV3 {
  readonly search: TraceSearch;
  readonly isRaw: boolean;
}

const NAMES = {
  service: ['query.serviceName', 'query.service_name'],
  operation: ['query.operationName', 'query.operation_name'],
  start: ['query.startTimeMin', 'query.start_time_min'],
  end: ['query.startTimeMax', 'query.start_time_max'],
  minDuration: ['query.durationMin', 'query.duration_min'],
  maxDuration: ['query.durationMax', 'query.duration_max'],
  limit: ['query.searchDepth', 'query.search_depth', 'query.num_traces'],
  raw: ['query.rawTraces', 'query.raw_traces'],
} as const satisfies Record<string, readonly [string, ...string[]]>;

const ATTRIBUTES = 'query.attributes';
const FILTER = 'query.filter';

/** Experimental in Jaeger and off by default; to leave it out would answer with more than was asked for. */
export function filterRefused(): JaegerError {
  return badRequest('structured filters are not enabled');
}

export function searchRequestV3(url: UrlParameters): SearchRequestV3 {
  if (url.first(FILTER) !== undefined) throw filterRefused();
  const startNs = timeNs(url, NAMES.start);
  const endNs = timeNs(url, NAMES.end);
  if (startNs === undefined || endNs === undefined) {
    throw badRequest(`${NAMES.start[0]} and ${NAMES.end[0]} are required`);
  }
  const minDurationNs = durationNs(url, NAMES.minDuration);
  const maxDurationNs = durationNs(url, NAMES.maxDuration);
  requireDurationOrder(minDurationNs, maxDurationNs);
  return {
    search: {
      service: url.first(...NAMES.service),
      operation: url.first(...NAMES.operation),
      tags: new Map(jsonTags(url.all(ATTRIBUTES), ATTRIBUTES)),
      minDurationNs,
      maxDurationNs,
      // Without its end, other than in the API of old.
      range: { startNs, endNs },
      limit: limitOf(url.first(...NAMES.limit), NAMES.limit[0]),
    },
    isRaw: booleanOf(url, ...NAMES.raw),
  };
}

/** RFC 3339 to the nanosecond, whose `+` may have become a blank on the way, as Grafana does not escape it. */
const RFC_3339 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[-+ ]\d{2}:\d{2})$/;

export function timeNs(url: UrlParameters, names: readonly string[]): bigint | undefined {
  const text = url.first(...names);
  if (text === undefined) return undefined;
  const [, seconds = '', fraction = '', zone = ''] = RFC_3339.exec(text) ?? [];
  const ms = Date.parse(`${seconds}${zone.replace(' ', '+')}`);
  if (Number.isNaN(ms)) {
    throw badRequest(
      `malformed parameter ${names[0]}: parsing time ${JSON.stringify(text)}: cannot parse as RFC 3339`,
    );
  }
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function durationNs(url: UrlParameters, names: readonly string[]): bigint | undefined {
  const text = url.first(...names);
  return text === undefined ? undefined : parseGoDuration(`malformed parameter ${names[0]}`, text);
}
