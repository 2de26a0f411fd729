// What answers over TraceQL share: values and their types, how much was read, why an answer is not all there is;
// and the routes that answer with series, with a plan, and with what is wrong with a query.

import { type Static, Type } from 'typebox';
import { NanosText, QueryPlace } from './common.ts';
import { TimeText } from './time-text.ts';

/** As long as a query may be (MAX_QUERY_CHARACTERS of the language). */
const MAX_QUERY_LENGTH = 65_536;

export const QueryText = Type.String({
  minLength: 1,
  maxLength: MAX_QUERY_LENGTH,
  description: 'TraceQL: docs/traceql.md has the language',
  examples: ['{ resource.service.name = "cart" && status = error }'],
});

const ValueType = Type.Union([
  Type.Literal('string'),
  Type.Literal('int'),
  Type.Literal('float'),
  Type.Literal('bool'),
  Type.Literal('duration'),
  Type.Literal('status'),
  Type.Literal('kind'),
  Type.Literal('array'),
  Type.Literal('nil'),
  Type.Literal('other'),
]);

const WireValue = Type.Union(
  [Type.String(), Type.Number(), Type.Boolean(), Type.Null(), Type.Array(Type.Unknown())],
  {
    description:
      'by type. int and duration (nanoseconds): decimal text, as 64 bits do not fit a JSON number; ' +
      'float: a number, or "NaN", "Infinity", "-Infinity"; array: values in these forms; nil: null; ' +
      'other (bytes, maps): their canonical text',
  },
);
export type WireValue = Static<typeof WireValue>;

export const NamedValue = Type.Object({
  name: Type.String({ description: 'canonical: span.http.method, .x, duration, avg(duration)' }),
  type: ValueType,
  value: WireValue,
});
export type NamedValue = Static<typeof NamedValue>;

export const Incomplete = Type.Object(
  {
    limit: Type.Union([Type.Literal('time'), Type.Literal('memory'), Type.Literal('series')]),
    message: Type.String({ description: 'names the limit and its value' }),
  },
  { description: 'present when a limit ended the query: what was found until then is given' },
);
export type Incomplete = Static<typeof Incomplete>;

export const ReadStatistics = Type.Object({
  inspectedTraces: Type.Integer(),
  inspectedSpans: Type.Integer(),
  inspectedBytes: Type.Integer(),
});
export type ReadStatistics = Static<typeof ReadStatistics>;

/** More than a chart can show; each has a value per step. */
export const MAX_SERIES = 10_000;
const DEFAULT_SERIES = 1_000;
/** As Tempo: enough to see where the slow ones are. */
export const MAX_EXEMPLARS = 100;

export const MetricsQuery = Type.Object(
  {
    q: QueryText,
    start: Type.Optional(TimeText),
    end: Type.Optional(TimeText),
    step: Type.Optional(
      Type.String({ description: 'a duration; by default about 240 round steps' }),
    ),
    instant: Type.Optional(
      Type.Boolean({ default: false, description: 'one value per series, over the whole range' }),
    ),
    exemplars: Type.Integer({
      minimum: 0,
      maximum: MAX_EXEMPLARS,
      default: 0,
      description: 'single spans behind the values, at most so many',
    }),
    maxSeries: Type.Integer({ minimum: 1, maximum: MAX_SERIES, default: DEFAULT_SERIES }),
  },
  { additionalProperties: false },
);
export type MetricsQuery = Static<typeof MetricsQuery>;

const Point = Type.Union([Type.Number(), Type.Null()], { description: 'null: nothing there' });

export const MetricsExemplar = Type.Object({
  traceId: Type.String(),
  spanId: Type.String(),
  timestampMs: Type.Number({ description: "of the span's start" }),
  value: Point,
  labels: Type.Array(NamedValue),
});

export const MetricsSeries = Type.Object({
  labels: Type.Array(NamedValue),
  values: Type.Array(Point, { description: 'one per element of timesMs; durations in seconds' }),
  exemplars: Type.Array(MetricsExemplar),
});

export const MetricsAnswer = Type.Object(
  {
    query: Type.String({ description: 'the query in canonical form' }),
    timesMs: Type.Array(Type.Number(), { description: 'ends of the intervals, epoch ms' }),
    stepNano: NanosText,
    series: Type.Array(MetricsSeries, { description: 'by their labels' }),
    incomplete: Type.Optional(Incomplete),
    statistics: ReadStatistics,
  },
  { $id: 'Metrics', description: 'series of values over one grid of times' },
);
export type MetricsAnswer = Static<typeof MetricsAnswer>;

export const CheckRequest = Type.Object({ q: QueryText }, { additionalProperties: false });

export const CheckAnswer = Type.Object(
  {
    ok: Type.Boolean(),
    query: Type.Optional(Type.String({ description: 'when ok: the query in canonical form' })),
    answers: Type.Optional(
      Type.Union([Type.Literal('traces'), Type.Literal('series')], {
        description: 'when ok: what the query asks for',
      }),
    ),
    fields: Type.Optional(
      Type.Array(Type.String(), { description: 'when ok: the fields it speaks of' }),
    ),
    error: Type.Optional(
      Type.Object({ message: Type.String(), place: QueryPlace }, { description: 'when not ok' }),
    ),
  },
  { $id: 'Check', description: 'whether a text is a query, and what is wrong with it if not' },
);
export type CheckAnswer = Static<typeof CheckAnswer>;

export const ExplainAnswer = Type.Object(
  {
    query: Type.String({ description: 'what was asked, as TraceQL in canonical form' }),
    plan: Type.Object({
      decidedBy: Type.Union([Type.Literal('condition'), Type.Literal('evaluator')], {
        description:
          'condition: a trace is found when the condition is true of it; evaluator: it may be found ' +
          'then, and is looked at as a whole',
      }),
      condition: Type.Unknown({ description: 'a tree: and, or, at-most, has a span that …' }),
    }),
    statements: Type.Array(
      Type.Object({
        purpose: Type.String(),
        sql: Type.String(),
        parameters: Type.Record(Type.String(), Type.Unknown(), {
          description: 'what the names in the text stand for',
        }),
        indexes: Type.Array(Type.String(), {
          description: "lines of the engine's own account of the indexes it uses",
        }),
      }),
      { description: 'none where nothing is stored' },
    ),
  },
  { $id: 'Explanation', description: 'how a search would be answered; nothing is searched' },
);
export type ExplainAnswer = Static<typeof ExplainAnswer>;
