// The query string of GET /api/v1/traces, already checked against its schema, as what the engine works with: a
// TraceQL query, whether it came as one or as parameters, a time range and a page. Every refusal names the
// parameter, shows its value, and says what is right.

import type { DeletionConditions } from '@throughline/model/api/deletion';
import {
  DEFAULT_SEARCH_LIMIT,
  DEFAULT_SPANS_PER_SPANSET,
  type SearchQuery,
} from '@throughline/model/api/search';
import type {
  QueryLimits,
  TimeRange,
  TraceOrder,
  TraceqlSearch,
} from '@throughline/storage/contract/traceql-store';
import type { Query } from '@throughline/traceql/syntax/ast';
import { print } from '@throughline/traceql/syntax/print';
import { ApiError } from '../http/errors.ts';
import { decodeCursor } from './cursor.ts';
import { CONDITION_FIELDS, queryOfConditions, type SearchConditions } from './parameters-query.ts';
import { ATTRIBUTE_EXPECTED, parseAttribute } from './parse-attribute.ts';
import { DURATION_EXPECTED, parseDurationNs } from './parse-duration.ts';
import { parseRange } from './parse-range.ts';
import { refuseParameter } from './refuse-parameter.ts';
import { parseTracesQuery } from './traceql-text.ts';

export interface FoundBy {
  /** What `query` was read from; undefined: it stands for parameters. */
  readonly source: string | undefined;
  readonly query: Query;
  readonly range: TimeRange;
}

export interface ParsedSearch extends FoundBy {
  readonly page: Pick<TraceqlSearch, 'order' | 'limit' | 'spansPerSpanset' | 'countAll' | 'after'>;
}

const DEFAULT_ORDER: TraceOrder = 'start';

export function parseSearch(parameters: SearchQuery, nowNs: bigint): ParsedSearch {
  const { cursor, order = DEFAULT_ORDER } = parameters;
  return {
    ...parseConditions(parameters, nowNs),
    page: {
      order,
      limit: parameters.limit ?? DEFAULT_SEARCH_LIMIT,
      spansPerSpanset: parameters.spansPerSpanset ?? DEFAULT_SPANS_PER_SPANSET,
      countAll: parameters.countAll ?? false,
      ...(cursor === undefined ? {} : { after: positionOf(order, cursor) }),
    },
  };
}

export function engineSearch(
  { query, range, page }: ParsedSearch,
  limits: QueryLimits,
): TraceqlSearch {
  return { query, range, ...page, limits };
}

/** Which traces, whatever their number and order. */
export function parseConditions(parameters: DeletionConditions, nowNs: bigint): FoundBy {
  const conditions = conditionsOf(parameters);
  const range = parseRange(parameters, nowNs);
  const { q } = parameters;
  if (q === undefined) {
    return { source: undefined, query: queryOfConditions(conditions), range };
  }
  refuseBoth(parameters, conditions);
  return { source: q, query: parseTracesQuery(q), range };
}

/** Whether they should hold on the spans of the query or beside them, only the asker knows. */
function refuseBoth(parameters: DeletionConditions, conditions: SearchConditions): void {
  const given = CONDITION_FIELDS.filter((field) => parameters[field] !== undefined);
  const [field] = given;
  if (field === undefined) return;
  const written = print(queryOfConditions(conditions));
  const message = `${given.join(', ')}: not together with q; write it into the query: ${written}`;
  throw new ApiError('INVALID_PARAMETER', message, { field });
}

function conditionsOf(parameters: DeletionConditions): SearchConditions {
  const minTraceDurationNs = durationOf(parameters, 'minDuration');
  const maxTraceDurationNs = durationOf(parameters, 'maxDuration');
  const minSpanDurationNs = durationOf(parameters, 'minSpanDuration');
  const maxSpanDurationNs = durationOf(parameters, 'maxSpanDuration');
  requireOrder(parameters, 'minDuration', 'maxDuration', minTraceDurationNs, maxTraceDurationNs);
  requireOrder(
    parameters,
    'minSpanDuration',
    'maxSpanDuration',
    minSpanDurationNs,
    maxSpanDurationNs,
  );
  return {
    service: parameters.service,
    operation: parameters.operation,
    attributes: (parameters.attribute ?? []).map((text) => {
      return parseAttribute(text) ?? refuseParameter('attribute', text, ATTRIBUTE_EXPECTED);
    }),
    status: parameters.status,
    minTraceDurationNs,
    maxTraceDurationNs,
    minSpanDurationNs,
    maxSpanDurationNs,
  };
}

type DurationField = 'minDuration' | 'maxDuration' | 'minSpanDuration' | 'maxSpanDuration';

function durationOf(parameters: DeletionConditions, field: DurationField): bigint | undefined {
  const text = parameters[field];
  if (text === undefined) return undefined;
  return parseDurationNs(text) ?? refuseParameter(field, text, DURATION_EXPECTED);
}

/** Swapped bounds are a mistake, not a search that finds nothing. */
function requireOrder(
  parameters: DeletionConditions,
  lowField: DurationField,
  highField: DurationField,
  low: bigint | undefined,
  high: bigint | undefined,
): void {
  if (low === undefined || high === undefined || low <= high) return;
  const expected = `no more than ${highField}, which is ${parameters[highField]}`;
  refuseParameter(lowField, parameters[lowField] ?? '', expected);
}

function positionOf(order: TraceOrder, text: string) {
  const position = decodeCursor(order, text);
  if (position !== undefined) return position;
  const message = `cursor: "${text}" is not a cursor of this search; send nextCursor unchanged`;
  throw new ApiError('INVALID_CURSOR', message, { field: 'cursor' });
}
