// GET /api/v1/findings: what the analysis of arriving traces has found, counted by finding, service and operation,
// with examples and how many of the traces were looked at. What each finding is: docs/analysis.md.

import { type Static, Type } from 'typebox';
import { CulpritKind, FindingName } from './analysis.ts';
import { NanosText } from './common.ts';
import { TimeText } from './time-text.ts';

/** Of one finding, service and operation: the latest. `traces` counts all of them. */
export const MAX_FINDING_EXAMPLES = 20;
export const DEFAULT_FINDING_EXAMPLES = 3;

/** Groups of one answer, the ones in most traces first; `groupCount` counts all of them. */
export const MAX_FINDING_GROUPS = 500;

export const FindingsQuery = Type.Object(
  {
    start: Type.Optional(TimeText),
    end: Type.Optional(TimeText),
    service: Type.Optional(Type.String({ description: 'whose it is to change' })),
    name: Type.Optional(FindingName),
    examples: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_FINDING_EXAMPLES,
        default: DEFAULT_FINDING_EXAMPLES,
        description: 'how many of the latest traces are told of each finding',
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'a trace is in the time range when it starts within [start, end)',
  },
);
export type FindingsQuery = Static<typeof FindingsQuery>;

const sentence = Type.String({
  description: 'for people; names of operations stand between backticks',
});

const costNs = Type.Number({
  description: 'time on the critical path, of all traces together; 0 where it costs no time',
});

export const FindingExample = Type.Object({
  traceId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  startTimeUnixNano: NanosText,
  rootService: Type.String(),
  rootName: Type.String(),
  costNs: Type.Number({ description: 'time on the critical path of this trace' }),
  spanCount: Type.Integer({ description: 'spans that show it' }),
  sentence,
});
export type FindingExample = Static<typeof FindingExample>;

export const FindingGroup = Type.Object({
  name: FindingName,
  service: Type.String(),
  operation: Type.String(),
  traces: Type.Integer({ description: 'in which it was found' }),
  costNs,
  firstTimeUnixNano: NanosText,
  lastTimeUnixNano: NanosText,
  examples: Type.Array(FindingExample, { description: 'the latest first' }),
});
export type FindingGroup = Static<typeof FindingGroup>;

export const FindingRuleState = Type.Object(
  {
    name: FindingName,
    summary: Type.String(),
    limits: Type.String({ description: 'what it cannot tell' }),
    traces: Type.Integer({ description: 'in which it was found' }),
    costNs,
    thresholds: Type.Array(
      Type.Object({
        name: Type.String(),
        value: Type.Number(),
        defaultValue: Type.Number(),
        meaning: Type.String(),
      }),
    ),
    isMuted: Type.Boolean({ description: 'for every service' }),
    mutedServices: Type.Array(Type.String()),
  },
  { description: 'one of the findings there are, found or not' },
);
export type FindingRuleState = Static<typeof FindingRuleState>;

/** What the analysis of arriving traces says of one trace: what search results show of it. */
export const TraceVerdict = Type.Object(
  {
    culprit: Type.Optional(
      Type.Object(
        {
          kind: CulpritKind,
          service: Type.String(),
          operation: Type.String(),
          sentence,
        },
        { description: 'what made it slow or failed, where something did; the likeliest' },
      ),
    ),
    findings: Type.Array(
      Type.Object({
        name: FindingName,
        service: Type.String(),
        operation: Type.String(),
        costNs: Type.Number(),
        sentence,
      }),
      { description: 'the most costly first; of each name, service and operation the first' },
    ),
  },
  { description: 'absent: not analysed, or not yet' },
);
export type TraceVerdict = Static<typeof TraceVerdict>;

export const AnalysisCoverage = Type.Object(
  {
    isOn: Type.Boolean({ description: 'false: arriving traces are not analysed' }),
    traces: Type.Integer({ description: 'that start in the range' }),
    analysedTraces: Type.Integer({
      description: 'of these: under load, a sample chosen by a hash of the trace id',
    }),
    analysedUntil: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'traces that got their last span before have been looked at',
      }),
    ),
  },
  { description: 'how much of what has arrived the counts are of' },
);
export type AnalysisCoverage = Static<typeof AnalysisCoverage>;

export const FindingsAnswer = Type.Object(
  {
    coverage: AnalysisCoverage,
    findings: Type.Array(FindingGroup, {
      maxItems: MAX_FINDING_GROUPS,
      description: 'in most traces first',
    }),
    groupCount: Type.Integer({ description: 'of which `findings` has the first' }),
    rules: Type.Array(FindingRuleState, {
      description: 'every finding there is, whatever `name` asks for',
    }),
  },
  { $id: 'Findings' },
);
export type FindingsAnswer = Static<typeof FindingsAnswer>;
