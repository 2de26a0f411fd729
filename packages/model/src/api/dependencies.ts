// GET /api/v1/dependencies: who calls whom, also what sends no spans: databases, queues, outside services.

import { type Static, Type } from 'typebox';

/** More steps than from one end of any system to the other. */
export const MAX_DEPTH = 20;

export const DependenciesQuery = Type.Object(
  {
    start: Type.Optional(
      Type.String({ description: 'RFC 3339, an epoch, now-1h; by default an hour before end' }),
    ),
    end: Type.Optional(Type.String({ description: 'exclusive; by default now' })),
    service: Type.Optional(
      Type.String({ description: 'only what is within depth calls of this service' }),
    ),
    depth: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_DEPTH,
        description: 'calls away from service, in both directions; 1 unless told otherwise',
      }),
    ),
  },
  { additionalProperties: false },
);
export type DependenciesQuery = Static<typeof DependenciesQuery>;

export const PeerType = Type.Union([
  Type.Literal('service'),
  Type.Literal('database'),
  Type.Literal('queue'),
  Type.Literal('external'),
]);
export type PeerType = Static<typeof PeerType>;

const FIGURES = {
  calls: Type.Integer(),
  errors: Type.Integer({ description: 'of the calls, those with status error' }),
  callsPerSecond: Type.Number({ description: 'over the whole range' }),
  p50Nano: Type.Integer(),
  p95Nano: Type.Integer(),
  p99Nano: Type.Integer(),
};

export const DependencyNode = Type.Object(
  {
    id: Type.String({ description: 'type and name: "service:cart", "database:orders"' }),
    type: PeerType,
    name: Type.String(),
    system: Type.Optional(Type.String({ description: 'of a database or queue: "postgresql"' })),
    ...FIGURES,
  },
  {
    description:
      'of a service: its spans of kind server or consumer; of others: the calls of services to them',
  },
);
export type DependencyNode = Static<typeof DependencyNode>;

export const DependencyEdge = Type.Object(
  {
    from: Type.String({ description: 'id of a node' }),
    to: Type.String(),
    ...FIGURES,
  },
  {
    description: 'durations are those of the callee, or of the caller where the callee has no span',
  },
);
export type DependencyEdge = Static<typeof DependencyEdge>;

export const DependenciesAnswer = Type.Object(
  {
    startTimeUnixNano: Type.String(),
    endTimeUnixNano: Type.String(),
    nodes: Type.Array(DependencyNode, { description: 'by calls, most first' }),
    edges: Type.Array(DependencyEdge, { description: 'by calls, most first' }),
    sample: Type.Object({
      isExact: Type.Boolean({ description: 'every span of the range was looked at' }),
      share: Type.Number({
        description: 'of the traces that were looked at; counts are scaled up by it',
      }),
      isWeighted: Type.Boolean({
        description:
          'some senders sampled, and said so in the trace state; each of their traces counts for those it stands for',
      }),
    }),
    omittedEdges: Type.Integer({ description: 'edges with the fewest calls, beyond what is told' }),
  },
  { $id: 'Dependencies' },
);
export type DependenciesAnswer = Static<typeof DependenciesAnswer>;
