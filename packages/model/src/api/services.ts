// GET /api/v1/services and /api/v1/operations: who has sent spans, and under which names; over a range of time with
// rate, errors and duration. One service: service.ts.

import { type Static, Type } from 'typebox';
import { SpanKindName } from './common.ts';
import { TimeText } from './time-text.ts';

/** More than a chart can show. */
export const MAX_BINS = 480;
export const DEFAULT_BINS = 60;

export const FiguresQuery = Type.Object(
  {
    start: Type.Optional(TimeText),
    end: Type.Optional(TimeText),
    bins: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_BINS,
        description: `steps of the series, at most one more, that begin at round times; ${DEFAULT_BINS} unless told otherwise`,
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'the whole minutes in which start and end lie; without start, the hour before end',
  },
);
export type FiguresQuery = Static<typeof FiguresQuery>;

const durationNs = Type.Optional(
  Type.Number({ description: 'nanoseconds, to 3 %; absent when there is nothing' }),
);

const count = Type.Number({
  description: 'with what sampling left out, by the probability in the trace state',
});

export const RequestFigures = Type.Object(
  {
    count,
    countMargin: Type.Optional(
      Type.Number({
        description: 'when sampled: the true count is within this of it, in 95 of 100 cases',
      }),
    ),
    ratePerSecond: Type.Number(),
    errorCount: count,
    errorShare: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    p50Ns: durationNs,
    p95Ns: durationNs,
    p99Ns: durationNs,
  },
  { description: 'how many, how many of them failed, and how long they took' },
);
export type RequestFigures = Static<typeof RequestFigures>;

const point = Type.Array(Type.Union([Type.Number(), Type.Null()]), {
  description: 'nanoseconds; null where there is nothing',
});

export const RequestSeries = Type.Object(
  {
    ratePerSecond: Type.Array(Type.Number()),
    errorsPerSecond: Type.Array(Type.Number()),
    p50Ns: point,
    p95Ns: point,
    p99Ns: point,
  },
  { description: 'one value for each of timesMs' },
);
export type RequestSeries = Static<typeof RequestSeries>;

export const FiguresGrid = Type.Object(
  {
    startMs: Type.Integer(),
    endMs: Type.Integer({ description: 'the end of the last whole minute, or now' }),
    binMs: Type.Integer(),
    timesMs: Type.Array(Type.Integer(), { description: 'where each step begins' }),
  },
  { description: 'the times that are looked at' },
);
export type FiguresGrid = Static<typeof FiguresGrid>;

export const FiguresBasis = Type.Union([Type.Literal('requests'), Type.Literal('spans')], {
  description:
    'requests: spans of kind server and consumer are counted; spans: there are none of these, so all are',
});

export const ServiceFigures = Type.Object({
  basis: FiguresBasis,
  requests: RequestFigures,
  series: RequestSeries,
});
export type ServiceFigures = Static<typeof ServiceFigures>;

export const ServiceSummary = Type.Object({
  name: Type.String(),
  spanCount: Type.Integer({ description: 'spans of the range; without one, within retention' }),
  errorCount: Type.Integer({ description: 'of these, spans with status error' }),
  lastSeen: Type.String({ format: 'date-time', description: 'when a span was last received' }),
  figures: Type.Optional(ServiceFigures),
});
export type ServiceSummary = Static<typeof ServiceSummary>;

export const ServicesAnswer = Type.Object(
  {
    grid: Type.Optional(FiguresGrid),
    services: Type.Array(ServiceSummary),
  },
  { $id: 'Services', description: 'sorted by name; grid and figures are there when a range is' },
);
export type ServicesAnswer = Static<typeof ServicesAnswer>;

export const OperationsQuery = Type.Object(
  { service: Type.Optional(Type.String({ description: 'only operations of this service' })) },
  { additionalProperties: false },
);

export const OperationSummary = Type.Object({
  service: Type.String(),
  name: Type.String(),
  kind: SpanKindName,
  spanCount: Type.Integer(),
  errorCount: Type.Integer(),
  lastSeen: Type.String({ format: 'date-time' }),
});
export type OperationSummary = Static<typeof OperationSummary>;

export const OperationsAnswer = Type.Object(
  { operations: Type.Array(OperationSummary) },
  { $id: 'Operations', description: 'sorted by service, name and kind' },
);
export type OperationsAnswer = Static<typeof OperationsAnswer>;
