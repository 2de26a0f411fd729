// Shapes shared by the answers of the own HTTP API (`/api/v1`). The schemas here are the one source
// of validation, types and the OpenAPI document.

import { type Static, Type } from 'typebox';

/** A 64-bit number of nanoseconds as decimal text: JSON numbers are exact only to 2^53. */
export const NanosText = Type.String({
  pattern: '^[0-9]{1,20}$',
  description: 'nanoseconds as decimal text (64-bit numbers do not fit a JSON number)',
});

export const ErrorBody = Type.Object(
  {
    error: Type.Object({
      code: Type.String({ description: 'stable code, listed in docs/reference/errors.md' }),
      message: Type.String({ description: 'what was wrong, with the value found' }),
      field: Type.Optional(Type.String({ description: 'the parameter that was wrong' })),
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
