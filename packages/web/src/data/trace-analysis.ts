// What the analysis says of a trace, as the page holds it: spans as rows of the trace that is shown. The answer and
// the trace are read one after the other, so spans that only one of them has are left out.

import type {
  LostContext,
  TraceAnalysisAnswer,
  TraceComparison,
  TraceCulprit,
  TraceFinding,
  TraceRepair,
} from '@throughline/model/api/analysis';
import { indexSpanRefs } from './span-ids.ts';
import type { TraceModel } from './trace-model.ts';

type RowOfRef = (ref: string) => number | undefined;

export interface OtherTrace {
  readonly traceId: string;
  readonly span: string;
}

/** Whose it is to change. */
export interface FindingOfTrace {
  readonly name: TraceFinding['name'];
  readonly service: string;
}

/** One thing that is said, and what shows it. */
export interface Statement {
  /** The name of the finding, or the kind of what is said. */
  readonly name: string;
  readonly sentence: string;
  /** In this trace, the most telling first. */
  readonly rows: readonly number[];
  readonly otherTrace?: OtherTrace;
  /** Where it is one. */
  readonly finding?: FindingOfTrace;
}

/** A span at which the trace context was lost. */
export interface LostEdge {
  /** `in`: who called it is not known from the spans; `out`: what it called has a trace of its own. */
  readonly side: 'in' | 'out';
  readonly sentence: string;
  /** Where it probably goes on. */
  readonly otherTrace?: OtherTrace;
}

export interface TraceAnalysisModel {
  /** What matters most first. */
  readonly statements: readonly Statement[];
  readonly comparison: TraceComparison;
  /** By row. */
  readonly lost: ReadonlyMap<number, LostEdge>;
}

/** What the header says in words of its own. */
const SAID_ELSEWHERE: readonly TraceRepair['kind'][] = ['missing-parent', 'several-roots'];

export function toAnalysisModel(
  answer: TraceAnalysisAnswer,
  trace: TraceModel,
): TraceAnalysisModel {
  const rowOf = indexSpanRefs(trace);
  return {
    statements: listStatements(answer, trace, rowOf),
    comparison: answer.comparison,
    lost: lostEdges(answer, trace, rowOf),
  };
}

function listStatements(
  { culprits, findings, propagation, repairs }: TraceAnalysisAnswer,
  trace: TraceModel,
  rowOf: RowOfRef,
): Statement[] {
  const statement = (name: string, said: { sentence: string; spans: readonly string[] }) => ({
    name,
    sentence: said.sentence,
    rows: said.spans.flatMap((ref) => rowOf(ref) ?? []),
  });
  // What the calls were, more or fewer than usual, a finding tells better.
  const isLead = (culprit: TraceCulprit): boolean =>
    culprit === culprits[0] && (culprit.kind === 'error' || culprit.kind === 'slow');
  const blamed = (isNamed: (culprit: TraceCulprit) => boolean): Statement[] =>
    culprits.filter(isNamed).map((culprit) => statement(culprit.kind, culprit));
  const losses = (isNamed: (loss: LostContext) => boolean): Statement[] =>
    propagation.filter(isNamed).map((loss) => lossStatement(loss, trace, rowOf));
  return [
    ...blamed(isLead),
    ...losses(({ cause }) => cause === 'not-forwarded'),
    ...findings.map(({ name, service, ...said }) => ({
      ...statement(name, said),
      finding: { name, service },
    })),
    ...blamed((culprit) => !isLead(culprit)),
    ...losses(({ cause }) => cause !== 'not-forwarded'),
    ...repairs
      .filter(({ kind }) => !SAID_ELSEWHERE.includes(kind))
      .map((repair) => statement(repair.kind, repair)),
  ];
}

function lossStatement(
  { cause, sentence, entry, call }: LostContext,
  { traceId }: TraceModel,
  rowOf: RowOfRef,
): Statement {
  const places = [entry, ...(call === undefined ? [] : [call])];
  const here = places.filter((place) => place.traceId === traceId);
  const otherTrace = places.find((place) => place.traceId !== traceId);
  return {
    name: cause,
    sentence,
    rows: here.flatMap(({ span }) => rowOf(span) ?? []),
    ...(otherTrace === undefined ? {} : { otherTrace }),
  };
}

function lostEdges(
  { propagation }: TraceAnalysisAnswer,
  { traceId }: TraceModel,
  rowOf: RowOfRef,
): Map<number, LostEdge> {
  const edges = new Map<number, LostEdge>();
  for (const { sentence, entry, call } of propagation) {
    const sides = [
      { place: entry, side: 'in', otherTrace: call },
      { place: call, side: 'out', otherTrace: entry },
    ] as const;
    for (const { place, side, otherTrace } of sides) {
      const row = place?.traceId === traceId ? rowOf(place.span) : undefined;
      if (row === undefined) continue;
      edges.set(row, { side, sentence, ...(otherTrace === undefined ? {} : { otherTrace }) });
    }
  }
  return edges;
}
