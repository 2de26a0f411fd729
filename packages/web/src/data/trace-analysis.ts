// What the analysis says of a trace, as the page holds it: spans as rows of the trace that is shown, the
// critical path as intervals by row. The answer and the trace are read one after the other, so spans that
// only one of them has are left out.

import type {
  LostContext,
  TraceAnalysisAnswer,
  TraceComparison,
  TraceCulprit,
  TraceRepair,
} from '@throughline/model/api/analysis';
import { indexSpanRefs } from './span-ids.ts';
import type { TraceModel } from './trace-model.ts';

type RowOfRef = (ref: string) => number | undefined;

export interface PathIntervals {
  /** Intervals of row r: index `start[r]` to `start[r + 1] - 1`, ascending; times as they were sent. */
  readonly start: Int32Array;
  readonly fromNs: Float64Array;
  readonly toNs: Float64Array;
}

export interface OtherTrace {
  readonly traceId: string;
  readonly span: string;
}

/** One thing that is said, and what shows it. */
export interface Statement {
  /** The name of the finding, or the kind of what is said. */
  readonly name: string;
  readonly sentence: string;
  /** In this trace, the most telling first. */
  readonly rows: readonly number[];
  readonly otherTrace?: OtherTrace;
}

export interface TraceAnalysisModel {
  /** What matters most first. */
  readonly statements: readonly Statement[];
  readonly comparison: TraceComparison;
  readonly path: PathIntervals;
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
    path: groupPath(answer, trace, rowOf),
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
    ...findings.map((finding) => statement(finding.name, finding)),
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

/** Counting sort by row; within a row the path is in order of time already. */
function groupPath(
  { criticalPath, clockShifts }: TraceAnalysisAnswer,
  trace: TraceModel,
  rowOf: RowOfRef,
): PathIntervals {
  const shiftNs = new Map(clockShifts.map((shift) => [shift.span, shift.shiftNs]));
  const rows = criticalPath.map(({ span }) => rowOf(span) ?? trace.rowCount);
  const start = new Int32Array(trace.rowCount + 2);
  for (const row of rows) start[row + 1] = (start[row + 1] ?? 0) + 1;
  for (let row = 0; row <= trace.rowCount; row++) {
    start[row + 1] = (start[row + 1] ?? 0) + (start[row] ?? 0);
  }
  const filled = start.slice();
  const fromNs = new Float64Array(rows.length);
  const toNs = new Float64Array(rows.length);
  criticalPath.forEach((segment, at) => {
    const row = rows[at] ?? trace.rowCount;
    const slot = filled[row] ?? 0;
    const movedNs = shiftNs.get(segment.span) ?? 0;
    fromNs[slot] = segment.fromNs - movedNs;
    toNs[slot] = segment.toNs - movedNs;
    filled[row] = slot + 1;
  });
  return { start, fromNs, toNs };
}
