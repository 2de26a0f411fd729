// The text of a query from a client of Tempo, as a checked query for traces or for series; what is wrong with it
// is said as Tempo says it.

import { parseAndCheck } from '@throughline/traceql/check/check';
import { isMetrics, type Query } from '@throughline/traceql/syntax/ast';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';
import { BadRequestError } from './bad-request.ts';
import { MAX_QUERY_BYTES } from './tempo-limits.ts';

export function readTracesQuery(text: string): Query {
  const query = readQuery(text);
  if (!isMetrics(query.body)) return query;
  throw new BadRequestError(
    'invalid TraceQL query: a metrics query answers with series, not with traces: send it to ' +
      '/api/metrics/query_range',
  );
}

export function readMetricsQuery(text: string): Query {
  const query = readQuery(text);
  if (isMetrics(query.body)) return query;
  throw new BadRequestError(
    'invalid TraceQL query: not a metrics query: it answers with traces, send it to /api/search',
  );
}

export function requireQuerySize(text: string): void {
  if (Buffer.byteLength(text) <= MAX_QUERY_BYTES) return;
  throw new BadRequestError(
    `TraceQL expression exceeds the configured maximum size of ${MAX_QUERY_BYTES} bytes, reduce the ` +
      'query expression size or contact your system administrator',
  );
}

function readQuery(text: string): Query {
  requireQuerySize(text);
  try {
    return parseAndCheck(text);
  } catch (error) {
    throw asBadRequest(error);
  }
}

/** Also for what only shows while a query is answered. */
export function asBadRequest(error: unknown): unknown {
  if (!(error instanceof TraceqlError)) return error;
  return new BadRequestError(`invalid TraceQL query: ${error.message}`, { cause: error });
}
