// POST /api/v1/demo: loads the demo traces, which are made for it and go the way of all spans.

import { type Static, Type } from 'typebox';

export const DemoRequest = Type.Object(
  {
    evenWithData: Type.Optional(
      Type.Boolean({ description: 'also when spans are stored already; else that is refused' }),
    ),
  },
  { additionalProperties: false },
);
export type DemoRequest = Static<typeof DemoRequest>;

export const DemoAnswer = Type.Object(
  {
    traces: Type.Integer(),
    spans: Type.Integer(),
    services: Type.Array(Type.String()),
    slowestTraceId: Type.String({ description: 'a good one to begin with' }),
  },
  { $id: 'Demo' },
);
export type DemoAnswer = Static<typeof DemoAnswer>;
