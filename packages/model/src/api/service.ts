// GET /api/v1/services/{service} and what is below it: how one service and its operations fare, and in
// which versions it runs. With whom it talks: dependencies.ts.

import { type Static, Type } from 'typebox';
import { SpanKindName } from './common.ts';
import { FiguresBasis, FiguresGrid, RequestFigures, ServiceFigures } from './services.ts';
import { TimeText } from './time-text.ts';

/** Of one service: names that hold an id make thousands, which no table shows. */
export const MAX_OPERATIONS = 1_000;

export const ServiceParams = Type.Object({ service: Type.String() });

export const ServiceOperation = Type.Object({
  name: Type.String(),
  kind: SpanKindName,
  requests: RequestFigures,
});
export type ServiceOperation = Static<typeof ServiceOperation>;

export const ServiceAnswer = Type.Object(
  {
    service: Type.String(),
    grid: FiguresGrid,
    figures: Type.Optional(ServiceFigures),
    operations: Type.Array(ServiceOperation, {
      maxItems: MAX_OPERATIONS,
      description: 'by name and kind; those that took the most time together first',
    }),
    operationCount: Type.Integer({ description: 'of which `operations` has the first' }),
  },
  { $id: 'Service', description: 'figures are absent when it has no spans in the range' },
);
export type ServiceAnswer = Static<typeof ServiceAnswer>;

export const ServiceRangeQuery = Type.Object(
  { start: Type.Optional(TimeText), end: Type.Optional(TimeText) },
  { additionalProperties: false, description: 'without start, the hour before end' },
);
export type ServiceRangeQuery = Static<typeof ServiceRangeQuery>;

/** Of one service: more is no version but an id. */
export const MAX_VERSIONS = 100;

export const ServiceVersion = Type.Object({
  version: Type.Optional(Type.String({ description: 'service.version; absent: spans without it' })),
  count: Type.Number({ description: 'with what sampling left out' }),
  errorCount: Type.Number(),
  p50Ns: Type.Number(),
  p95Ns: Type.Number(),
  firstMs: Type.Integer({ description: 'start of its first span in the range' }),
  lastMs: Type.Integer({ description: 'start of its last one' }),
});
export type ServiceVersion = Static<typeof ServiceVersion>;

export const ServiceVersionsAnswer = Type.Object(
  {
    basis: FiguresBasis,
    versions: Type.Array(ServiceVersion, { maxItems: MAX_VERSIONS }),
    versionCount: Type.Integer({ description: 'of which `versions` has the first' }),
  },
  { $id: 'ServiceVersions', description: 'the latest first' },
);
export type ServiceVersionsAnswer = Static<typeof ServiceVersionsAnswer>;
