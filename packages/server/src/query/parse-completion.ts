// What the routes of completion are asked, as the store takes it. A query that is still being typed is read as
// far as it goes; only a field that is none, and one with too many alternatives, are refused.

import type { CompletionQuery } from '@throughline/model/api/attributes';
import type { NamesRequest, ValuesRequest } from '@throughline/storage/contract/traceql-store';
import { narrowingFilter } from '@throughline/traceql/complete/narrowing-filter';
import { parseFieldText } from '@throughline/traceql/complete/parse-field-text';
import { printField } from '@throughline/traceql/syntax/print-value';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';
import { ApiError } from '../http/errors.ts';
import { parseRange } from './parse-range.ts';

export function parseNames(query: CompletionQuery, nowNs: bigint): NamesRequest {
  return { scope: query.scope ?? 'any', ...completionOf(query, nowNs) };
}

export function parseValues(name: string, query: CompletionQuery, nowNs: bigint): ValuesRequest {
  return { field: fieldOf(name, query.scope), ...completionOf(query, nowNs) };
}

function completionOf(query: CompletionQuery, nowNs: bigint) {
  const { prefix, q, limit } = query;
  const narrowedBy = q === undefined ? undefined : refusing('q', () => narrowingFilter(q));
  return {
    range: parseRange(query, nowNs),
    limit,
    ...(prefix === undefined ? {} : { prefix }),
    ...(narrowedBy === undefined ? {} : { narrowedBy }),
  };
}

function fieldOf(name: string, scope: CompletionQuery['scope']): string {
  if (scope === undefined) return refusing('name', () => printField(parseFieldText(name)));
  const range = { start: 0, end: name.length };
  return printField({ kind: 'attribute', scope, ofParent: false, name, range });
}

function refusing<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TraceqlError)) throw error;
    throw new ApiError('INVALID_PARAMETER', `${field}: ${error.message}`, { field });
  }
}
