// GET /api/v1/status, /healthz and /readyz: what this process is and how it is.

import { type Static, Type } from 'typebox';
import { SamplingStatus } from './sampling.ts';

export const ListenerStatus = Type.Object({
  name: Type.String(),
  url: Type.String({ description: 'where it listens' }),
  purpose: Type.String(),
});
export type ListenerStatus = Static<typeof ListenerStatus>;

export const StatusAnswer = Type.Object(
  {
    version: Type.String(),
    startedAt: Type.String({ format: 'date-time' }),
    listeners: Type.Array(ListenerStatus),
    engine: Type.Object({
      kind: Type.Union([Type.Literal('embedded'), Type.Literal('external')]),
      state: Type.String(),
      version: Type.Optional(Type.String()),
    }),
    sampling: SamplingStatus,
    dataDir: Type.String({ description: 'where spans are kept, or wait for an external engine' }),
  },
  { $id: 'Status' },
);
export type StatusAnswer = Static<typeof StatusAnswer>;

export const HealthAnswer = Type.Object({ status: Type.Literal('ok') }, { $id: 'Health' });

export const ReadyAnswer = Type.Object(
  {
    ready: Type.Boolean(),
    reasons: Type.Array(Type.String(), { description: 'why not; empty when ready' }),
  },
  { $id: 'Ready' },
);
export type ReadyAnswer = Static<typeof ReadyAnswer>;
