// GET /api/v1/traces: trace summaries, newest first, with a cursor.

import { type Static, Type } from 'typebox';
import { NanosText, StatusName } from './common.ts';

/** Largest page: bounds the memory and the time of one answer; the cursor gives the rest. */
export const MAX_SEARCH_LIMIT = 1000;
export const DEFAULT_SEARCH_LIMIT = 20;

/** More conditions than anybody types, few enough for one statement. */
export const MAX_ATTRIBUTE_CONDITIONS = 32;

const DurationText = Type.String({
  description: 'a duration with a unit: ns, us (µs), ms, s, m, h. Example: 1.5s',
  examples: ['100ms', '1.5s'],
});

const TimeText = Type.String({
  description:
    'a point in time: RFC 3339, epoch (s, ms, µs or ns by size), "now", or "now-1h" with s, m, h, d',
  examples: ['now-1h', '2026-01-31T12:00:00Z'],
});

export const SearchQuery = Type.Object(
  {
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
    cursor: Type.Optional(
      Type.String({ description: 'nextCursor of the page before; other parameters unchanged' }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'service, operation, attribute, status and span duration must hold together on one span; ' +
      'a trace is in the time range when it starts within [start, end)',
  },
);
export type SearchQuery = Static<typeof SearchQuery>;

export const TraceServiceShare = Type.Object({
  name: Type.String(),
  spanCount: Type.Integer(),
  errorCount: Type.Integer(),
});
export type TraceServiceShare = Static<typeof TraceServiceShare>;

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
  matchedSpanCount: Type.Integer({ description: 'spans that satisfy the span conditions' }),
  services: Type.Array(TraceServiceShare, { description: 'by span count, largest first' }),
});
export type TraceSummary = Static<typeof TraceSummary>;

export const SearchAnswer = Type.Object(
  {
    traces: Type.Array(TraceSummary),
    hasMore: Type.Boolean(),
    nextCursor: Type.Optional(Type.String({ description: 'present when hasMore' })),
  },
  { $id: 'Search', description: 'newest trace first; ties by trace id, descending' },
);
export type SearchAnswer = Static<typeof SearchAnswer>;
