// GET /api/v1/compare/cohorts: what sets the spans of a selection apart from the others.

import { type Static, Type } from 'typebox';
import { TimeText } from './time-text.ts';
import { Incomplete, NamedValue, QueryText, ReadStatistics } from './traceql.ts';

/** Fields of one answer; below the first ten or so nobody looks. */
const MAX_FIELDS = 200;
const DEFAULT_FIELDS = 40;
/** Values told of each field. */
const MAX_VALUES = 50;
const DEFAULT_VALUES = 5;

export const CohortsQuery = Type.Object(
  {
    q: Type.Optional(
      Type.String({
        ...{ minLength: 1, maxLength: 65_536 },
        description: 'TraceQL: which spans there are at all; without it, all of them',
        examples: ['{ resource.service.name = "payment" }'],
      }),
    ),
    selection: Type.String({
      ...{ minLength: 1, maxLength: 65_536 },
      description: 'one filter of TraceQL: which of these spans are the selection',
      examples: ['{ duration > 1s }'],
    }),
    baseline: Type.Optional(
      Type.String({
        ...{ minLength: 1, maxLength: 65_536 },
        description:
          'one filter: what it is held against; without it, all spans that are not selected',
        examples: ['{ resource.service.version = "1.4" }'],
      }),
    ),
    selectionStart: Type.Optional(TimeText),
    selectionEnd: Type.Optional(TimeText),
    start: Type.Optional(TimeText),
    end: Type.Optional(TimeText),
    fields: Type.Integer({ minimum: 1, maximum: MAX_FIELDS, default: DEFAULT_FIELDS }),
    values: Type.Integer({ minimum: 1, maximum: MAX_VALUES, default: DEFAULT_VALUES }),
  },
  {
    additionalProperties: false,
    description:
      'without start, about the hour before end; selectionStart and selectionEnd bound the selection',
  },
);
export type CohortsQuery = Static<typeof CohortsQuery>;

const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

const Cohort = Type.Object({
  spans: Type.Integer({ description: 'how many there are' }),
  isExact: Type.Boolean({ description: 'false: there are at least so many' }),
  sampledSpans: Type.Integer({ description: 'of how many the fields were counted' }),
});

const SHARES = {
  selection: Type.Integer({ description: 'sampled spans of the selection' }),
  baseline: Type.Integer({ description: 'sampled spans of the others' }),
  selectionShare: share('of the sampled spans of the selection'),
  baselineShare: share('of the sampled spans of the others'),
};

export const CohortValue = Type.Object({
  type: NamedValue.properties.type,
  value: NamedValue.properties.value,
  condition: Type.Optional(
    Type.String({
      description: 'that a span has it, as TraceQL; absent where the language cannot say',
    }),
  ),
  ...SHARES,
  effect: Type.Number({ description: 'selectionShare − baselineShare' }),
});
export type CohortValue = Static<typeof CohortValue>;

export const CohortField = Type.Object({
  field: Type.String({ description: 'as TraceQL writes it: span.http.route, name' }),
  effect: share('the largest difference of shares, of a value or of having the field at all'),
  ...SHARES,
  values: Type.Array(CohortValue, { description: 'the largest difference first' }),
  valueCount: Type.Integer({
    description: 'values that were counted, of which `values` has the first',
  }),
});
export type CohortField = Static<typeof CohortField>;

export const CohortsAnswer = Type.Object(
  {
    query: QueryText,
    selectedBy: Type.String({ description: 'the selection in canonical form' }),
    selection: Cohort,
    baseline: Cohort,
    fields: Type.Array(CohortField, {
      description: 'that tell the two apart beyond chance, the largest difference first',
    }),
    fieldCount: Type.Integer({ description: 'of which `fields` has the first' }),
    asked: Type.Array(Type.String(), {
      description: 'fields that the selection itself is about, which are therefore not told',
    }),
    incomplete: Type.Optional(Incomplete),
    statistics: ReadStatistics,
  },
  { $id: 'Cohorts', description: 'two groups of spans, and in what they differ' },
);
export type CohortsAnswer = Static<typeof CohortsAnswer>;
