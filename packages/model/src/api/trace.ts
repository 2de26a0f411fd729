// GET /api/v1/traces/{traceId} and its forms: OTLP JSON, compact columns for drawing, one span.

import { type Static, Type } from 'typebox';
import { NanosText } from './common.ts';

export const TraceParams = Type.Object({
  traceId: Type.String({
    description: '1 to 32 hex digits; shorter ids are padded with zeros on the left',
  }),
});

export const TraceQuery = Type.Object(
  {
    form: Type.Optional(
      Type.Union([Type.Literal('otlp'), Type.Literal('jaeger'), Type.Literal('zipkin')], {
        default: 'otlp',
        description:
          "otlp: TracesData; jaeger: the JSON that Jaeger's page downloads and reads; zipkin: a list of " +
          'spans of version 2. All of them can be imported again.',
      }),
    ),
  },
  { additionalProperties: false },
);

export const SpanParams = Type.Object({
  traceId: Type.String(),
  spanId: Type.String({ description: '1 to 16 hex digits' }),
});

export const SpanQuery = Type.Object(
  {
    maxValueChars: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          'longer texts of values are cut, and say in `cutFromChars` beside `stringValue` how long they are',
      }),
    ),
  },
  { additionalProperties: false },
);

/**
 * OTLP JSON (TracesData). Its inside is defined by the OpenTelemetry protocol, so the document only
 * names the top; ids are lower-case hex, 64-bit integers decimal text.
 */
export const OtlpTrace = Type.Object(
  { resourceSpans: Type.Array(Type.Unknown()) },
  {
    $id: 'OtlpTrace',
    description: 'TracesData of opentelemetry-proto in its JSON encoding',
  },
);
export type OtlpTrace = Static<typeof OtlpTrace>;

/**
 * A trace as columns: index i of every per-span array is one span ("row"), rows ordered by start
 * time. Names and services are dictionary-coded. Offsets and durations are float64 nanoseconds from
 * `startTimeUnixNano`, exact to 2^53 ns (104 days).
 */
export const TraceColumns = Type.Object(
  {
    traceId: Type.String(),
    startTimeUnixNano: NanosText,
    durationNano: NanosText,
    spanCount: Type.Integer({
      description: 'spans of the trace; more than are listed where it is larger than what is drawn',
    }),
    rootRow: Type.Integer({ description: 'the row that stands for the trace' }),
    services: Type.Array(Type.String(), { description: 'dictionary of `service`' }),
    names: Type.Array(Type.String(), { description: 'dictionary of `name`' }),
    spanId: Type.Array(Type.String(), { description: '16 hex digits' }),
    parentRow: Type.Array(Type.Integer(), {
      description: 'row of the parent; -1 when there is none or it has not arrived',
    }),
    missingParent: Type.Array(Type.Integer(), {
      description: 'rows that name a parent which has not arrived',
    }),
    placedByLink: Type.Array(Type.Integer(), {
      description: 'rows without a parent, placed below a span of the trace that they link to',
    }),
    service: Type.Array(Type.Integer()),
    name: Type.Array(Type.Integer()),
    kind: Type.Array(Type.Integer(), { description: 'OTLP SpanKind, 0 to 5' }),
    status: Type.Array(Type.Integer(), { description: 'OTLP status: 0 unset, 1 ok, 2 error' }),
    startOffsetNs: Type.Array(Type.Number()),
    durationNs: Type.Array(Type.Number()),
    clockShifts: Type.Object(
      { row: Type.Array(Type.Integer()), shiftNs: Type.Array(Type.Number()) },
      { description: 'rows whose clock is off, and what added to their times puts it right' },
    ),
    eventCount: Type.Array(Type.Integer()),
    linkCount: Type.Array(Type.Integer()),
    events: Type.Object(
      {
        row: Type.Array(Type.Integer()),
        offsetNs: Type.Array(Type.Number()),
        name: Type.Array(Type.String()),
      },
      { description: 'every event of the trace, as ticks to draw' },
    ),
  },
  { $id: 'TraceColumns' },
);
export type TraceColumns = Static<typeof TraceColumns>;

/** One span in full: the OTLP JSON of the span, with its resource and scope beside it. */
export const SpanDetails = Type.Object(
  {
    resource: Type.Unknown({ description: 'OTLP Resource' }),
    resourceSchemaUrl: Type.String(),
    scope: Type.Unknown({ description: 'OTLP InstrumentationScope' }),
    scopeSchemaUrl: Type.String(),
    span: Type.Unknown({ description: 'OTLP Span' }),
    receivedAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'SpanDetails' },
);
export type SpanDetails = Static<typeof SpanDetails>;

export const SpanDetailsAnswer = Type.Object(
  {
    spans: Type.Array(SpanDetails, {
      description: 'usually one; several when different spans arrived under one id',
    }),
  },
  { $id: 'SpanDetailsAnswer' },
);
export type SpanDetailsAnswer = Static<typeof SpanDetailsAnswer>;

const traceAttributeScope = Type.Union([Type.Literal('span'), Type.Literal('resource')]);

export const TraceAttributesAnswer = Type.Object(
  {
    attributes: Type.Array(
      Type.Object({
        scope: traceAttributeScope,
        name: Type.String(),
        spanCount: Type.Integer({ description: 'spans that have it' }),
      }),
    ),
  },
  {
    $id: 'TraceAttributes',
    description: 'attributes of the spans of a trace, most frequent first',
  },
);
export type TraceAttributesAnswer = Static<typeof TraceAttributesAnswer>;

export const TraceAttributeQuery = Type.Object(
  { scope: traceAttributeScope, name: Type.String({ minLength: 1 }) },
  { additionalProperties: false },
);

export const TraceAttributeColumn = Type.Object(
  {
    scope: traceAttributeScope,
    name: Type.String(),
    values: Type.Array(Type.String(), {
      description:
        'dictionary of `value`: texts as they are, everything else as OTLP JSON writes it',
    }),
    value: Type.Array(Type.Integer(), {
      description: 'one element per span, in the rows of the columns; -1 where it has none',
    }),
  },
  { $id: 'TraceAttributeColumn', description: 'one attribute of every span of a trace' },
);
export type TraceAttributeColumn = Static<typeof TraceAttributeColumn>;
