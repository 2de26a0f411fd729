// GET /api/v1/services and /api/v1/operations: who has sent spans, and under which names.

import { type Static, Type } from 'typebox';
import { SpanKindName } from './common.ts';

export const ServiceSummary = Type.Object({
  name: Type.String(),
  spanCount: Type.Integer({ description: 'spans received within retention' }),
  errorCount: Type.Integer({ description: 'of these, spans with status error' }),
  lastSeen: Type.String({ format: 'date-time', description: 'when a span was last received' }),
});
export type ServiceSummary = Static<typeof ServiceSummary>;

export const ServicesAnswer = Type.Object(
  { services: Type.Array(ServiceSummary) },
  { $id: 'Services', description: 'sorted by name' },
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
