// DELETE /api/v1/traces/{traceId} and /api/v1/deletions: what is asked, what is answered, the audit.

import { type Static, Type } from 'typebox';
import { SearchQuery } from './search.ts';

const {
  limit: _limit,
  cursor: _cursor,
  order: _order,
  spansPerSpanset: _spansPerSpanset,
  countAll: _countAll,
  ...conditions
} = SearchQuery.properties;

export const DeletionConditions = Type.Object(conditions, {
  additionalProperties: false,
  minProperties: 1,
  description:
    'parameters of GET /api/v1/traces that say which traces; at least one, as none would be all',
});
export type DeletionConditions = Static<typeof DeletionConditions>;

const DryRun = Type.Boolean({
  default: false,
  description: 'only count what would be deleted',
});

export const DeletionRequest = Type.Object(
  { query: DeletionConditions, dryRun: Type.Optional(DryRun) },
  { additionalProperties: false },
);
export type DeletionRequest = Static<typeof DeletionRequest>;

export const DeletionParameters = Type.Object(
  { dryRun: Type.Optional(DryRun) },
  { additionalProperties: false },
);

export const DeletionAnswer = Type.Object(
  {
    id: Type.Optional(
      Type.String({ description: 'of the audit record; absent when nothing was deleted' }),
    ),
    dryRun: Type.Boolean(),
    traces: Type.Integer(),
    spans: Type.Integer(),
    complete: Type.Boolean({
      description:
        'false: acknowledged spans were still on their way to the engine and were not looked at; ' +
        'ask again later',
    }),
  },
  { $id: 'Deletion', description: 'from now on no read finds the traces' },
);
export type DeletionAnswer = Static<typeof DeletionAnswer>;

export const MAX_DELETIONS_LIMIT = 1000;
const DEFAULT_DELETIONS_LIMIT = 100;

export const DeletionsQuery = Type.Object(
  {
    limit: Type.Integer({
      minimum: 1,
      maximum: MAX_DELETIONS_LIMIT,
      default: DEFAULT_DELETIONS_LIMIT,
    }),
  },
  { additionalProperties: false },
);

export const DeletionsAnswer = Type.Object(
  {
    deletions: Type.Array(
      Type.Object({
        id: Type.String(),
        requestedAt: Type.String({ format: 'date-time' }),
        state: Type.Union(
          [Type.Literal('requested'), Type.Literal('done'), Type.Literal('failed')],
          {
            description: 'requested: under way, or cut off by a crash and finished after the start',
          },
        ),
        requestId: Type.String({ description: 'x-request-id of the answer' }),
        remoteAddress: Type.String(),
        userAgent: Type.String(),
        query: Type.String({ description: 'JSON: the trace id or the conditions' }),
        traces: Type.Integer(),
        spans: Type.Integer(),
        error: Type.String({ description: 'empty unless failed' }),
      }),
    ),
  },
  { $id: 'Deletions', description: 'newest first' },
);
export type DeletionsAnswer = Static<typeof DeletionsAnswer>;
