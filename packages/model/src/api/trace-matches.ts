// GET /api/v1/traces/{traceId}/matches: the spans of one trace that say a text, or that a TraceQL query
// finds; and the spans of other traces that link to one.

import { type Static, Type } from 'typebox';

/** Of one search; a page that shows more than these marks nearly everything. */
export const MAX_MATCHES = 100_000;

export const TraceMatchesQuery = Type.Object(
  {
    text: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1024,
        description: 'in values of attributes, events, links, resources, and in status messages',
      }),
    ),
    q: Type.Optional(Type.String({ description: 'TraceQL that answers with traces' })),
  },
  { additionalProperties: false },
);
export type TraceMatchesQuery = Static<typeof TraceMatchesQuery>;

export const TraceMatches = Type.Object(
  {
    spanIds: Type.Array(Type.String({ description: '16 hex digits' }), {
      maxItems: MAX_MATCHES,
      description: 'by start',
    }),
    matched: Type.Integer({ description: 'of which `spanIds` has the first' }),
    incomplete: Type.Optional(
      Type.String({ description: 'why there may be more: the limit that was reached' }),
    ),
  },
  { $id: 'TraceMatches' },
);
export type TraceMatches = Static<typeof TraceMatches>;
