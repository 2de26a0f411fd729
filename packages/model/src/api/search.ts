// GET /api/v1/traces: the traces that a query finds, in order, with a cursor and a total; as one answer or as
// events while they are found.

import { type Static, Type } from 'typebox';
import { NanosText, SignedNanosText, StatusName } from './common.ts';
import { TraceVerdict } from './findings.ts';
import { DurationText, TimeText } from './time-text.ts';
import { Incomplete, NamedValue, QueryText, ReadStatistics } from './traceql.ts';

/** Largest page: bounds the memory and the time of one answer; the cursor gives the rest. */
export const MAX_SEARCH_LIMIT = 1000;
export const DEFAULT_SEARCH_LIMIT = 20;

/** More conditions than anybody types, few enough for one statement. */
export const MAX_ATTRIBUTE_CONDITIONS = 32;

/** Of one spanset; `matchedSpanCount` counts all of them. */
export const MAX_SPANS_PER_SPANSET = 100;
export const DEFAULT_SPANS_PER_SPANSET = 3;

export const TraceOrder = Type.Union(
  [Type.Literal('start'), Type.Literal('duration'), Type.Literal('spans'), Type.Literal('errors')],
  { description: 'descending: newest, longest, most spans, most failed spans first' },
);
export type TraceOrder = Static<typeof TraceOrder>;

export const SearchQuery = Type.Object(
  {
    q: Type.Optional(QueryText),
    service: Type.Optional(Type.String()),
    operation: Type.Optional(Type.String({ description: 'exact span name' })),
    attribute: Type.Optional(
      Type.Array(Type.String(), {
        maxItems: MAX_ATTRIBUTE_CONDITIONS,
        description:
          'key=value on the span, its resource or scope, repeatable (all must hold on one span); ' +
          'prefix the key with span., resource. or scope. to look in one place only; ' +
          'a value that reads as number or boolean also matches that type',
        examples: [['http.response.status_code=500']],
      }),
    ),
    status: Type.Optional(StatusName),
    minDuration: Type.Optional(Type.String({ description: 'of the trace; a duration like 1.5s' })),
    maxDuration: Type.Optional(Type.String({ description: 'of the trace; a duration like 1.5s' })),
    minSpanDuration: Type.Optional(DurationText),
    maxSpanDuration: Type.Optional(DurationText),
    start: Type.Optional(TimeText),
    end: Type.Optional(TimeText),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_SEARCH_LIMIT, default: DEFAULT_SEARCH_LIMIT }),
    ),
    order: Type.Optional(TraceOrder),
    spansPerSpanset: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_SPANS_PER_SPANSET,
        default: DEFAULT_SPANS_PER_SPANSET,
        description: 'how many of the spans that matched are told of each spanset',
      }),
    ),
    countAll: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          'count all that there are, too, in the time that is left; otherwise the total is what the ' +
          'search came by on its way',
      }),
    ),
    cursor: Type.Optional(
      Type.String({ description: 'nextCursor of the page before; other parameters unchanged' }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'q, or any of service, operation, attribute, status and durations, which must hold together ' +
      'on one span; a trace is in the time range when it starts within [start, end)',
  },
);
export type SearchQuery = Static<typeof SearchQuery>;

export const TraceServiceShare = Type.Object({
  name: Type.String(),
  spanCount: Type.Integer(),
  errorCount: Type.Integer(),
});
export type TraceServiceShare = Static<typeof TraceServiceShare>;

export const MatchedSpan = Type.Object({
  spanId: Type.String({ pattern: '^[0-9a-f]{16}$' }),
  name: Type.String(),
  service: Type.String(),
  startTimeUnixNano: NanosText,
  durationNano: SignedNanosText,
  fields: Type.Array(NamedValue, {
    description: 'what the query speaks of; what the span lacks is left out',
  }),
});
export type MatchedSpan = Static<typeof MatchedSpan>;

export const Spanset = Type.Object({
  matchedSpanCount: Type.Integer({ description: 'of which spans has the first' }),
  spans: Type.Array(MatchedSpan, { description: 'by start' }),
  attributes: Type.Array(NamedValue, {
    description: 'what stages said of the set: by(name), avg(duration)',
  }),
});
export type Spanset = Static<typeof Spanset>;

export const TraceSummary = Type.Object({
  traceId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  rootService: Type.String(),
  rootName: Type.String(),
  hasRoot: Type.Boolean({
    description: 'false: no span without a parent has arrived; the earliest span stands in',
  }),
  startTimeUnixNano: NanosText,
  durationNano: NanosText,
  spanCount: Type.Integer(),
  errorCount: Type.Integer(),
  services: Type.Array(TraceServiceShare, { description: 'by span count, largest first' }),
  spansets: Type.Array(Spanset, { description: 'the spans that matched; several after by()' }),
  verdict: Type.Optional(TraceVerdict),
});
export type TraceSummary = Static<typeof TraceSummary>;

const END = {
  query: Type.String({ description: 'what was asked, as TraceQL in canonical form' }),
  hasMore: Type.Boolean(),
  nextCursor: Type.Optional(Type.String({ description: 'present when hasMore' })),
  total: Type.Object(
    { count: Type.Integer(), isExact: Type.Boolean() },
    { description: 'traces of all pages; when not exact, there are at least so many' },
  ),
  incomplete: Type.Optional(Incomplete),
  statistics: ReadStatistics,
};

/** The data of the event `done`. */
export const SearchEnd = Type.Object(END);
export type SearchEnd = Static<typeof SearchEnd>;

export const SearchAnswer = Type.Object(
  { traces: Type.Array(TraceSummary), ...END },
  { $id: 'Search', description: 'in the order asked for; ties by trace id, descending' },
);
export type SearchAnswer = Static<typeof SearchAnswer>;
