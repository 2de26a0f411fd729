// What the analysis says of a trace, in the words of the API: spans by id instead of rows.

import type { TraceAnalysis } from '@throughline/analysis/analyse-trace';
import { MIN_TRACES } from '@throughline/analysis/baseline/endpoint-baseline';
import type { Culprit } from '@throughline/analysis/culprit/find-culprits';
import type { Loss } from '@throughline/analysis/propagation/examine-propagation';
import { sayDuration } from '@throughline/analysis/text/say';
import { operationOf, serviceOf, type Trace } from '@throughline/analysis/trace/trace';
import {
  type LostContext,
  MAX_FINDINGS,
  MAX_NAMED_SPANS,
  type TraceAnalysisAnswer,
  type TraceComparison,
} from '@throughline/model/api/analysis';
import { assertNever } from '@throughline/model/base/assert';
import { bytesToHex } from '@throughline/model/base/hex';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { TraceLosses } from '../derive/lost-context.ts';
import { spanRefs } from './span-refs.ts';
import { spanRefOf } from './trace-span-refs.ts';

export interface AnalysedTrace {
  readonly trace: Trace;
  readonly analysis: TraceAnalysis;
  readonly lost: TraceLosses;
}

export function analysisAnswer(
  { trace, analysis, lost }: AnalysedTrace,
  withPath = true,
): TraceAnalysisAnswer {
  const refs = refsOf(trace);
  const ref = (row: number): string => refs[row] ?? '';
  const shownBy = ({ sentence, rows }: { sentence: string; rows: readonly number[] }) => ({
    sentence,
    spans: rows.slice(0, MAX_NAMED_SPANS).map(ref),
    spanCount: rows.length,
  });
  return {
    traceId: trace.traceId,
    startTimeUnixNano: String(trace.originNs),
    root: ref(analysis.rootRow),
    comparison: comparisonOf(trace, analysis),
    culprits: unexplainedCulprits(analysis, lost).map((culprit) => {
      const { kind, score, service, operation } = culprit;
      return { kind, score, service, operation, ...shownBy(culprit) };
    }),
    findings: analysis.findings.slice(0, MAX_FINDINGS).map((finding) => {
      const { name, service, operation, costNs } = finding;
      return { name, service, operation, costNs, ...shownBy(finding) };
    }),
    findingCount: analysis.findings.length,
    propagation: lost.losses.map((loss) => lossAnswer(loss, trace, lost.traces)),
    criticalPath: (withPath ? analysis.criticalPath : []).map(({ row, fromNs, toNs, work }) => ({
      span: ref(row),
      fromNs,
      toNs,
      work,
    })),
    pathNs: analysis.pathNs,
    shares: {
      services: [...analysis.shares.services],
      operations: [...analysis.shares.operations],
      work: [...analysis.shares.work],
    },
    repairs: analysis.repairs.map((repair) => {
      const isClock = repair.kind === 'clock-moved';
      const sentence = isClock ? sayClocks(analysis, trace.batch) : repair.sentence;
      return { kind: repair.kind, ...shownBy({ ...repair, sentence }) };
    }),
    clockShifts: (withPath ? analysis.clockShifts : []).map(({ row, shiftNs }) => ({
      span: ref(row),
      shiftNs,
    })),
  };
}

function comparisonOf(trace: Trace, { culprits }: TraceAnalysis): TraceComparison {
  const { comparison, comparedWith, usualDurationNs, excessNs } = culprits;
  return {
    state: comparison === 'compared' ? 'compared' : 'not-enough-traces',
    service: serviceOf(trace, trace.rootRow),
    operation: operationOf(trace, trace.rootRow),
    traces: comparedWith,
    neededTraces: MIN_TRACES,
    ...(usualDurationNs === undefined ? {} : { usualDurationNs }),
    excessNs,
  };
}

/** A call whose other side is found in another trace is not missing. */
function unexplainedCulprits(
  { culprits }: TraceAnalysis,
  { losses }: TraceLosses,
): readonly Culprit[] {
  const elsewhere = new Set(
    losses.filter(({ cause }) => cause === 'not-forwarded').map(({ callee }) => callee),
  );
  return culprits.culprits.filter(
    ({ kind, service }) => kind !== 'missing-call' || !elsewhere.has(service),
  );
}

/** By how much, which the rows alone do not say. */
function sayClocks({ clockShifts }: TraceAnalysis, batch: SpanBatch): string {
  const shiftOf = new Map(
    clockShifts.map(({ row, shiftNs }) => [batch.serviceNameAt(row), shiftNs]),
  );
  const clocks = [...shiftOf].map(([service, shiftNs]) => {
    const side = shiftNs > 0 ? 'behind' : 'ahead';
    return `the clock of ${service} is ${sayDuration(Math.abs(shiftNs))} ${side}`;
  });
  return `${clocks.join(', ')}; for the analysis it is put right`;
}

/** By row of the batch; copies of a span have none of their own, as they are counted once. */
function refsOf({ batch, batchRow }: Trace): string[] {
  const refs = spanRefs(Array.from(batchRow, (at) => bytesToHex(batch.spanId.at(at))));
  const byBatchRow: string[] = [];
  batchRow.forEach((at, row) => {
    byBatchRow[at] = refs[row] ?? '';
  });
  return byBatchRow;
}

/** `trace`: in which the loss is looked at. */
export function lossAnswer(
  loss: Loss,
  trace: Trace,
  traces: ReadonlyMap<string, Trace>,
): LostContext {
  const { cause, confidence, caller, callee, operation, probable } = loss;
  const place = ({ traceId, row }: { traceId: string; row: number }) => {
    const of = traces.get(traceId);
    return { traceId, span: of === undefined ? '' : spanRefOf(of, row) };
  };
  return {
    cause,
    confidence,
    ...(caller === undefined ? {} : { caller }),
    callee,
    operation,
    sentence: sentenceOf(loss, trace),
    entry: place(loss),
    ...(probable === undefined ? {} : { call: place(probable) }),
  };
}

function sentenceOf({ cause, caller, callee, operation, traceId }: Loss, trace: Trace): string {
  const entered = `${callee} \`${operation}\``;
  const from = caller === undefined ? 'its caller' : caller;
  switch (cause) {
    case 'not-forwarded':
      return traceId === trace.traceId
        ? `${from} probably called ${entered} without forwarding the trace context: this trace is the rest of another`
        : `${from} probably did not forward the trace context to ${entered}, which has a trace of its own`;
    case 'late':
      return `the call of ${from} to ${entered} has not arrived yet`;
    case 'sampled':
      return `the call of ${from} to ${entered} was probably sampled away`;
    case 'lost-on-export':
      return `the call of ${from} to ${entered} was probably lost on export`;
    default:
      return assertNever(cause);
  }
}
