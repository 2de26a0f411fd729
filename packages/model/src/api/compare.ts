// GET /api/v1/compare: a trace against another, or against what is usual for its endpoint, as one tree of
// operations with what is slower, faster, new or missing. What the methods are: docs/analysis.md.

import { type Static, Type } from 'typebox';
import { NanosText } from './common.ts';

/** Of the right side: the usual shape of the endpoint instead of a trace. */
export const USUAL = 'usual';

/** Those that differ most, with all that lead to them; `operationCount` counts all of them. */
export const MAX_COMPARED_OPERATIONS = 1_000;

export const CompareQuery = Type.Object(
  {
    left: Type.String({ description: 'id of the trace that is looked at' }),
    right: Type.Optional(
      Type.String({
        description: 'id of the trace it is held against; absent or "usual": what is usual',
      }),
    ),
  },
  { additionalProperties: false },
);
export type CompareQuery = Static<typeof CompareQuery>;

const ENDPOINT = { service: Type.String(), operation: Type.String() };

export const ComparedTraceSide = Type.Object({
  kind: Type.Literal('trace'),
  traceId: Type.String(),
  startTimeUnixNano: NanosText,
  ...ENDPOINT,
  durationNs: Type.Number({ description: 'of the critical path' }),
  spanCount: Type.Integer(),
  errorCount: Type.Integer(),
});
export type ComparedTraceSide = Static<typeof ComparedTraceSide>;

export const ComparedUsualSide = Type.Object({
  kind: Type.Literal(USUAL),
  ...ENDPOINT,
  durationNs: Type.Number({ description: 'median' }),
  traces: Type.Integer({ description: 'other traces of this endpoint that were looked at' }),
  neededTraces: Type.Integer({ description: 'fewer do not show what is usual' }),
});
export type ComparedUsualSide = Static<typeof ComparedUsualSide>;

const OperationSide = Type.Object({
  calls: Type.Number({ description: 'in one trace; of the usual, the median' }),
  presence: Type.Number({ description: 'of the traces, how many have it; 1 for a trace' }),
  errorShare: Type.Number({ description: 'of the calls' }),
  durationNs: Type.Number({ description: 'of one call, on average; of the usual, the median' }),
  pathNs: Type.Number({ description: 'own time on the critical path' }),
  span: Type.Optional(
    Type.String({ description: 'the longest of its spans, as addresses name it' }),
  ),
});
export type OperationSide = Static<typeof OperationSide>;

export const ChangeName = Type.Union([
  Type.Literal('same'),
  Type.Literal('slower'),
  Type.Literal('faster'),
  Type.Literal('new'),
  Type.Literal('missing'),
]);
export type ChangeName = Static<typeof ChangeName>;

export const ComparedOperationAnswer = Type.Object({
  parent: Type.Integer({ description: 'index of the operation above, -1 for a root' }),
  ...ENDPOINT,
  kind: Type.Integer({ description: 'OTLP SpanKind, 0 to 5' }),
  change: ChangeName,
  deltaNs: Type.Number({ description: 'own time on the critical path: left minus right' }),
  left: Type.Optional(OperationSide),
  right: Type.Optional(OperationSide),
});
export type ComparedOperationAnswer = Static<typeof ComparedOperationAnswer>;

export const CompareAnswer = Type.Object(
  {
    left: ComparedTraceSide,
    right: Type.Union([ComparedTraceSide, ComparedUsualSide]),
    sentence: Type.String({
      description: 'the biggest difference; names of operations stand between backticks',
    }),
    biggest: Type.Optional(
      Type.Integer({ description: 'index of the operation that the sentence names' }),
    ),
    operations: Type.Array(ComparedOperationAnswer, {
      maxItems: MAX_COMPARED_OPERATIONS,
      description: 'parents before children',
    }),
    operationCount: Type.Integer({
      description: 'of which `operations` has those that differ most',
    }),
    deeperSpans: Type.Integer({
      description:
        'spans that are not compared: too deep, or beyond the largest trace that is read',
    }),
  },
  { $id: 'Comparison', description: 'left, as it differs from right' },
);
export type CompareAnswer = Static<typeof CompareAnswer>;
