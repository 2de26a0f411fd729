// Shapes shared by the answers of the own HTTP API (`/api/v1`). The schemas here are the one source
// of validation, types and the OpenAPI document.

import { type Static, Type } from 'typebox';

/** A 64-bit number of nanoseconds as decimal text: JSON numbers are exact only to 2^53. */
export const NanosText = Type.String({
  pattern: '^[0-9]{1,20}$',
  description: 'nanoseconds as decimal text (64-bit numbers do not fit a JSON number)',
});

/** A span may end before it starts: clocks are set. */
export const SignedNanosText = Type.String({
  pattern: '^-?[0-9]{1,20}$',
  description: 'nanoseconds as decimal text, below zero when a clock was set back',
});

export const QueryPlace = Type.Object(
  {
    line: Type.Integer({ description: 'from 1' }),
    column: Type.Integer({ description: 'from 1, in characters' }),
    start: Type.Integer({ description: 'offset in UTF-16 units, as JavaScript slices' }),
    end: Type.Integer(),
    rendered: Type.String({ description: 'the line with a caret below the place' }),
    suggestions: Type.Array(Type.String(), {
      description: 'what may be meant by what stands there, the likeliest first',
    }),
  },
  { description: 'where in a query something is wrong' },
);
export type QueryPlace = Static<typeof QueryPlace>;

export const ErrorBody = Type.Object(
  {
    error: Type.Object({
      code: Type.String({ description: 'stable code, listed in docs/reference/errors.md' }),
      message: Type.String({ description: 'what was wrong, with the value found' }),
      field: Type.Optional(Type.String({ description: 'the parameter that was wrong' })),
      place: Type.Optional(QueryPlace),
    }),
  },
  { $id: 'Error', description: 'every failure of the API has this body' },
);
export type ErrorBody = Static<typeof ErrorBody>;

export const SpanKindName = Type.Union([
  Type.Literal('unspecified'),
  Type.Literal('internal'),
  Type.Literal('server'),
  Type.Literal('client'),
  Type.Literal('producer'),
  Type.Literal('consumer'),
]);
export type SpanKindName = Static<typeof SpanKindName>;

export const StatusName = Type.Union([
  Type.Literal('unset'),
  Type.Literal('ok'),
  Type.Literal('error'),
]);
export type StatusName = Static<typeof StatusName>;
