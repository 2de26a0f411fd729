// GET /api/v1/propagation: who forwards the trace context and who does not, over a sample of the traces of a range.
// How calls and what they caused are matched: docs/analysis.md.

import { type Static, Type } from 'typebox';
import { LostContext } from './analysis.ts';
import { TimeText } from './time-text.ts';
import { Incomplete } from './traceql.ts';

/** Pairs of services, those with losses first; `hopCount` counts all of them. */
export const MAX_HOPS = 500;

/** Places that are called and show nothing; `oneSidedCount` counts all of them. */
export const MAX_ONE_SIDED = 200;

export const PropagationQuery = Type.Object(
  { start: Type.Optional(TimeText), end: Type.Optional(TimeText) },
  { additionalProperties: false, description: 'without start, the hour before end' },
);
export type PropagationQuery = Static<typeof PropagationQuery>;

const count = Type.Integer();
const confidence = Type.Number({ description: '0 to 1; nothing is stitched together by it' });

export const PropagationHop = Type.Object({
  caller: Type.Optional(Type.String({ description: 'absent: nobody can be named' })),
  callee: Type.String(),
  calls: Type.Integer({ description: 'of the sample: complete, and lost for any reason' }),
  complete: Type.Integer({ description: 'both sides seen and joined' }),
  notForwarded: count,
  lostOnExport: count,
  sampled: count,
  late: count,
  notForwardedShare: Type.Number({
    description: 'of the calls since the first one whose context was not forwarded',
  }),
  confidence,
  sinceMs: Type.Optional(Type.Integer({ description: 'of the first that was not forwarded' })),
  sentence: Type.Optional(Type.String({ description: 'times are in UTC' })),
  examples: Type.Array(LostContext, { description: 'the surest first' }),
});
export type PropagationHop = Static<typeof PropagationHop>;

export const ServicePropagation = Type.Object({
  service: Type.String(),
  forwarded: Type.Integer({ description: 'calls it made that are joined with their other side' }),
  notForwarded: Type.Integer({ description: 'calls it made that probably began another trace' }),
  oneSided: Type.Integer({ description: 'calls it made whose other side has no spans' }),
  begun: Type.Integer({ description: 'requests without context, of no call that is known' }),
});
export type ServicePropagation = Static<typeof ServicePropagation>;

export const OneSidedHop = Type.Object({
  caller: Type.String(),
  peer: Type.Optional(Type.String({ description: 'host and port, or name; as the calls say' })),
  callee: Type.Optional(
    Type.String({ description: 'whose spans other calls to this place did show' }),
  ),
  calls: count,
  examples: Type.Array(Type.Object({ traceId: Type.String(), span: Type.String() })),
});
export type OneSidedHop = Static<typeof OneSidedHop>;

export const PropagationSample = Type.Object(
  {
    startMs: Type.Integer(),
    endMs: Type.Integer(),
    traces: count,
    spans: count,
    isWhole: Type.Boolean({ description: 'all traces of the range' }),
    windows: Type.Array(
      Type.Object({ startMs: Type.Integer(), endMs: Type.Integer(), traces: count }),
      {
        description:
          'from where the traces are: runs of neighbours, as a call and what it caused are close',
      },
    ),
  },
  { description: 'what was looked at' },
);
export type PropagationSample = Static<typeof PropagationSample>;

export const PropagationAnswer = Type.Object(
  {
    sample: PropagationSample,
    hops: Type.Array(PropagationHop, { maxItems: MAX_HOPS }),
    hopCount: count,
    services: Type.Array(ServicePropagation, { description: 'by name' }),
    oneSided: Type.Array(OneSidedHop, { maxItems: MAX_ONE_SIDED }),
    oneSidedCount: count,
    incomplete: Type.Optional(Incomplete),
  },
  { $id: 'Propagation' },
);
export type PropagationAnswer = Static<typeof PropagationAnswer>;
