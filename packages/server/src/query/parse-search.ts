// The query string of GET /api/v1/traces, already checked against its schema, as the plain data that
// the store works with. Every refusal names the parameter, shows its value, and says what is right.

import { DEFAULT_SEARCH_LIMIT, type SearchQuery } from '@throughline/model/api/search';
import type { TraceSearch } from '@throughline/storage/contract/trace-search';
import { ApiError } from '../http/errors.ts';
import { decodeCursor } from './cursor.ts';
import { ATTRIBUTE_EXPECTED, parseAttribute } from './parse-attribute.ts';
import { DURATION_EXPECTED, parseDurationNs } from './parse-duration.ts';
import { parseTimeNs, TIME_EXPECTED } from './parse-time.ts';

export function parseSearch(query: SearchQuery, nowNs: bigint): TraceSearch {
  const minTraceDurationNs = durationOf(query, 'minDuration');
  const maxTraceDurationNs = durationOf(query, 'maxDuration');
  const minSpanDurationNs = durationOf(query, 'minSpanDuration');
  const maxSpanDurationNs = durationOf(query, 'maxSpanDuration');
  const startNs = timeOf(query, 'start', nowNs);
  const endNs = timeOf(query, 'end', nowNs);
  requireOrder(query, 'minDuration', 'maxDuration', minTraceDurationNs, maxTraceDurationNs);
  requireOrder(query, 'minSpanDuration', 'maxSpanDuration', minSpanDurationNs, maxSpanDurationNs);
  requireOrder(query, 'start', 'end', startNs, endNs);
  return {
    ...(query.service === undefined ? {} : { service: query.service }),
    ...(query.operation === undefined ? {} : { operation: query.operation }),
    attributes: (query.attribute ?? []).map((text) => {
      return parseAttribute(text) ?? refuse('attribute', text, ATTRIBUTE_EXPECTED);
    }),
    ...(query.status === undefined ? {} : { status: query.status }),
    ...(minSpanDurationNs === undefined ? {} : { minSpanDurationNs }),
    ...(maxSpanDurationNs === undefined ? {} : { maxSpanDurationNs }),
    ...(minTraceDurationNs === undefined ? {} : { minTraceDurationNs }),
    ...(maxTraceDurationNs === undefined ? {} : { maxTraceDurationNs }),
    ...(startNs === undefined ? {} : { startNs }),
    ...(endNs === undefined ? {} : { endNs }),
    limit: query.limit ?? DEFAULT_SEARCH_LIMIT,
    ...(query.cursor === undefined ? {} : { cursor: cursorOf(query.cursor) }),
  };
}

type DurationField = 'minDuration' | 'maxDuration' | 'minSpanDuration' | 'maxSpanDuration';

function durationOf(query: SearchQuery, field: DurationField): bigint | undefined {
  const text = query[field];
  if (text === undefined) return undefined;
  return parseDurationNs(text) ?? refuse(field, text, DURATION_EXPECTED);
}

function timeOf(query: SearchQuery, field: 'start' | 'end', nowNs: bigint): bigint | undefined {
  const text = query[field];
  if (text === undefined) return undefined;
  return parseTimeNs(text, nowNs) ?? refuse(field, text, TIME_EXPECTED);
}

function cursorOf(text: string) {
  const cursor = decodeCursor(text);
  if (cursor !== undefined) return cursor;
  const message = `cursor: "${text}" is not a cursor of this API; send nextCursor unchanged`;
  throw new ApiError('INVALID_CURSOR', message, { field: 'cursor' });
}

/** Swapped bounds are a mistake, not a search that finds nothing. */
function requireOrder(
  query: SearchQuery,
  lowField: DurationField | 'start',
  highField: DurationField | 'end',
  low: bigint | undefined,
  high: bigint | undefined,
): void {
  if (low === undefined || high === undefined || low <= high) return;
  refuse(
    lowField,
    query[lowField] ?? '',
    `no more than ${highField}, which is ${query[highField]}`,
  );
}

function refuse(field: string, value: string, expected: string): never {
  const message = `${field}: "${value}" is not valid; expected ${expected}`;
  throw new ApiError('INVALID_PARAMETER', message, { field });
}
