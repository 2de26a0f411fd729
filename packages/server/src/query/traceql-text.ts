// Text of TraceQL from a client: as a checked query, or as a refusal that shows the place. `source` is always the
// text that the query was read from, as places are offsets into it.

import type { QueryPlace } from '@throughline/model/api/common';
import { parseAndCheck } from '@throughline/traceql/check/check';
import {
  isMetrics,
  type Pipeline,
  type Query,
  type SpansetFilter,
} from '@throughline/traceql/syntax/ast';
import { locationOf, printLocation } from '@throughline/traceql/syntax/print-location';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';
import { ApiError } from '../http/errors.ts';

/** The parameter that has the query, in every route and body. */
const QUERY_FIELD = 'q';

/** A query that answers with traces. */
export function parseTracesQuery(source: string): Query {
  const query = parseQuery(source);
  if (!isMetrics(query.body)) return query;
  throw refusal(source, query, 'this query answers with series: ask /api/v1/metrics/query');
}

/** A query that answers with series. */
export function parseMetricsQuery(source: string): Query {
  const query = parseQuery(source);
  if (isMetrics(query.body)) return query;
  throw refusal(
    source,
    query,
    'this query answers with traces: add "| rate()", or ask /api/v1/traces',
  );
}

/** Either. */
export function parseQuery(source: string, field = QUERY_FIELD): Query {
  try {
    return parseAndCheck(source);
  } catch (error) {
    throw asApiError(source, error, field);
  }
}

/** One pipeline, as can stand before a function of metrics. */
export function parsePipeline(field: string, source: string): Pipeline {
  const query = parseQuery(source, field);
  if (query.body.kind === 'pipeline') return query.body;
  throw refusal(source, query, 'one pipeline is asked for, such as { status = error }', field);
}

/** One filter. */
export function parseFilter(field: string, source: string): SpansetFilter {
  const query = parseQuery(source, field);
  const [only, ...more] = query.body.kind === 'pipeline' ? query.body.stages : [];
  if (only?.kind === 'spanset-filter' && more.length === 0) return only;
  throw refusal(source, query, 'one filter is asked for, such as { duration > 1s }', field);
}

function refusal(source: string, { body }: Query, message: string, field = QUERY_FIELD): unknown {
  return asApiError(source, new TraceqlError('check', message, body.range), field);
}

/** Runs what may find, on the data it meets, that the query cannot be answered. */
export async function withQueryErrors<T>(
  source: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw source === undefined ? error : asApiError(source, error);
  }
}

export function placeOf(source: string, error: TraceqlError): QueryPlace {
  const { range, suggestions } = error;
  return {
    ...locationOf(source, range.start),
    ...range,
    rendered: printLocation(source, range),
    suggestions: [...suggestions],
  };
}

function asApiError(source: string, error: unknown, field = QUERY_FIELD): unknown {
  if (!(error instanceof TraceqlError)) return error;
  const place = placeOf(source, error);
  return new ApiError('INVALID_QUERY', error.message, { field, place, cause: error });
}
