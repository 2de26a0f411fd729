// GET /api/v1/traces/{traceId}/analysis: what made the trace slow or failed, and what is found in it, each
// with a sentence and the spans that show it. What the methods are: docs/analysis.md.

import { type Static, Type } from 'typebox';
import { NanosText } from './common.ts';

/** Of one culprit, finding or repair; `spanCount` counts all of them. More are no easier to look at. */
export const MAX_NAMED_SPANS = 100;

/** A trace of 100,000 spans may have thousands, which nobody reads; `findingCount` counts all of them. */
export const MAX_FINDINGS = 100;

export const AnalysisQuery = Type.Object(
  {
    criticalPath: Type.Boolean({
      default: true,
      description:
        'false: `criticalPath` and `clockShifts` are empty, which of a large trace are most of the answer',
    }),
  },
  { additionalProperties: false },
);

/** How the trace page's address names a span, too. */
const SpanRef = Type.String({
  description:
    '16 hex digits; with ".2" for the second span (by start) that arrived under one id, ".3" for the third',
  examples: ['00f067aa0ba902b7', '00f067aa0ba902b7.2'],
});

const sentence = Type.String({
  description: 'for people; names of operations stand between backticks',
});

const SHOWN_BY = {
  sentence,
  spans: Type.Array(SpanRef, { maxItems: MAX_NAMED_SPANS }),
  spanCount: Type.Integer({ description: 'of which `spans` has the first' }),
};

const OPERATION = { service: Type.String(), operation: Type.String() };

const offsetNs = Type.Number({ description: 'nanoseconds from startTimeUnixNano' });

const share = Type.Number({ minimum: 0, maximum: 1, description: 'of the critical path' });

export const WorkKind = Type.Union([
  Type.Literal('own-code'),
  Type.Literal('database'),
  Type.Literal('network'),
  Type.Literal('remote'),
  Type.Literal('queueing'),
]);

export const FindingName = Type.Union([
  Type.Literal('n-plus-one'),
  Type.Literal('duplicate-queries'),
  Type.Literal('serial-calls'),
  Type.Literal('retry-storm'),
  Type.Literal('timeout-cascade'),
  Type.Literal('swallowed-error'),
  Type.Literal('long-gap'),
  Type.Literal('chatty-pair'),
  Type.Literal('oversized-fan-out'),
  Type.Literal('slow-connection'),
  Type.Literal('orphaned-spans'),
  Type.Literal('rootless-trace'),
]);

export const RepairKind = Type.Union([
  Type.Literal('duplicate-span'),
  Type.Literal('shared-id'),
  Type.Literal('missing-parent'),
  Type.Literal('self-parent'),
  Type.Literal('cycle'),
  Type.Literal('placed-by-link'),
  Type.Literal('several-roots'),
  Type.Literal('reversed-time'),
  Type.Literal('late-span'),
  Type.Literal('clock-moved'),
]);

export const TraceComparison = Type.Object(
  {
    state: Type.Union([Type.Literal('compared'), Type.Literal('not-enough-traces')]),
    ...OPERATION,
    traces: Type.Integer({ description: 'other traces of this endpoint that were looked at' }),
    neededTraces: Type.Integer({ description: 'fewer do not show what is usual' }),
    usualDurationNs: Type.Optional(Type.Number({ description: 'median; when compared' })),
    excessNs: Type.Number({ description: 'longer than usual by this much; 0 when it is not slow' }),
  },
  { description: 'the endpoint (service and operation of the root) and what is usual for it' },
);
export type TraceComparison = Static<typeof TraceComparison>;

export const CulpritKind = Type.Union([
  Type.Literal('error'),
  Type.Literal('slow'),
  Type.Literal('too-many-calls'),
  Type.Literal('new-call'),
  Type.Literal('missing-call'),
]);
export type CulpritKind = Static<typeof CulpritKind>;

export const TraceCulprit = Type.Object({
  kind: CulpritKind,
  score: Type.Number({ description: 'how much of what went wrong it explains, 0 to 1' }),
  ...OPERATION,
  ...SHOWN_BY,
});
export type TraceCulprit = Static<typeof TraceCulprit>;

export const TraceFinding = Type.Object({
  name: FindingName,
  ...OPERATION,
  costNs: Type.Number({ description: 'time on the critical path; 0 where it costs no time' }),
  ...SHOWN_BY,
});
export type TraceFinding = Static<typeof TraceFinding>;

export const TraceRepair = Type.Object({ kind: RepairKind, ...SHOWN_BY });
export type TraceRepair = Static<typeof TraceRepair>;

const spanPlace = (description: string) =>
  Type.Object({ traceId: Type.String(), span: SpanRef }, { description });

export const LostContext = Type.Object({
  cause: Type.Union([
    Type.Literal('late'),
    Type.Literal('sampled'),
    Type.Literal('lost-on-export'),
    Type.Literal('not-forwarded'),
  ]),
  confidence: Type.Number({ description: '0 to 1; nothing is stitched together by it' }),
  caller: Type.Optional(Type.String({ description: 'the service; absent: nobody can be named' })),
  callee: Type.String({ description: 'the service' }),
  operation: Type.String({ description: 'of the callee' }),
  sentence,
  entry: spanPlace('the span without its caller'),
  call: Type.Optional(spanPlace('the call that probably caused it, in another trace')),
});
export type LostContext = Static<typeof LostContext>;

export const PathSegment = Type.Object({
  span: SpanRef,
  fromNs: offsetNs,
  toNs: offsetNs,
  work: WorkKind,
});
export type PathSegment = Static<typeof PathSegment>;

export const TraceAnalysisAnswer = Type.Object(
  {
    traceId: Type.String(),
    startTimeUnixNano: NanosText,
    root: SpanRef,
    comparison: TraceComparison,
    culprits: Type.Array(TraceCulprit, { description: 'the likeliest first' }),
    findings: Type.Array(TraceFinding, {
      maxItems: MAX_FINDINGS,
      description: 'the most costly first',
    }),
    findingCount: Type.Integer({ description: 'of which `findings` has the first' }),
    propagation: Type.Array(LostContext, {
      description: 'where the trace context was lost on the way into or out of this trace',
    }),
    criticalPath: Type.Array(PathSegment, {
      description: 'by time, without gaps, in the view of clocks put right (clockShifts)',
    }),
    pathNs: Type.Number({ description: 'length of the critical path' }),
    shares: Type.Object(
      {
        services: Type.Array(Type.Object({ service: Type.String(), pathNs: Type.Number(), share })),
        operations: Type.Array(Type.Object({ ...OPERATION, pathNs: Type.Number(), share })),
        work: Type.Array(Type.Object({ work: WorkKind, pathNs: Type.Number(), share })),
      },
      { description: 'of the critical path; each list adds up to all of it' },
    ),
    repairs: Type.Array(TraceRepair, { description: 'what had to be put right to read the trace' }),
    clockShifts: Type.Array(Type.Object({ span: SpanRef, shiftNs: Type.Number() }), {
      description: 'spans whose clock was off, and what was added to their times in criticalPath',
    }),
  },
  { $id: 'TraceAnalysis' },
);
export type TraceAnalysisAnswer = Static<typeof TraceAnalysisAnswer>;
