// Who forwards the trace context, in the words of the API: spans by id instead of rows.

import type {
  HopReport,
  Loss,
  LossCause,
  PropagationReport,
} from '@throughline/analysis/propagation/examine-propagation';
import type { Trace } from '@throughline/analysis/trace/trace';
import {
  MAX_HOPS,
  MAX_ONE_SIDED,
  type PropagationAnswer,
  type PropagationHop,
} from '@throughline/model/api/propagation';
import type { TimeRange } from '@throughline/storage/contract/traceql-store';
import type { NeighbourSample } from '../derive/sample-neighbours.ts';
import { lossAnswer } from './analysis-answer.ts';
import { spanRefOf } from './trace-span-refs.ts';

/** Of what nobody can be named for: to look at, not a list of all. */
const MAX_EXAMPLES = 5;

const NS_PER_MS = 1e6;

export function propagationAnswer(
  sample: NeighbourSample,
  report: PropagationReport,
  { startNs, endNs }: Required<TimeRange>,
): PropagationAnswer {
  const byId = new Map(sample.traces.map((trace) => [trace.traceId, trace]));
  const hops = [
    ...report.hops.map((hop) => hopAnswer(hop, byId)),
    ...withoutCaller(report.losses, byId),
  ].sort(worstFirst);
  const { incomplete } = sample;
  return {
    sample: {
      startMs: Math.floor(Number(startNs) / NS_PER_MS),
      endMs: Math.floor(Number(endNs) / NS_PER_MS),
      traces: sample.traces.length,
      spans: sample.spans,
      isWhole: sample.isWhole,
      windows: sample.windows.map((window) => ({ ...window })),
    },
    hops: hops.slice(0, MAX_HOPS),
    hopCount: hops.length,
    services: report.services.toSorted((a, b) => (a.service < b.service ? -1 : 1)),
    oneSided: report.oneSided.slice(0, MAX_ONE_SIDED).map(({ peer, callee, examples, ...hop }) => ({
      ...hop,
      ...(peer === undefined ? {} : { peer }),
      ...(callee === undefined ? {} : { callee }),
      examples: examples.map(({ trace, row }) => ({
        traceId: trace.traceId,
        span: spanRefOf(trace, row),
      })),
    })),
    oneSidedCount: report.oneSided.length,
    ...(incomplete === undefined ? {} : { incomplete: { ...incomplete } }),
  };
}

type ById = ReadonlyMap<string, Trace>;

function hopAnswer(hop: HopReport, byId: ById): PropagationHop {
  const { caller, callee, complete, lost, sinceNs, sentence } = hop;
  return {
    caller,
    callee,
    ...countsOf(complete, lost),
    notForwardedShare: hop.notForwardedShare,
    confidence: hop.confidence,
    ...(sinceNs === undefined ? {} : { sinceMs: Math.floor(sinceNs / NS_PER_MS) }),
    ...(sentence === undefined ? {} : { sentence }),
    examples: hop.examples.flatMap((loss) => exampleOf(loss, byId)),
  };
}

function countsOf(complete: number, lost: Readonly<Record<LossCause, number>>) {
  const all = lost['not-forwarded'] + lost['lost-on-export'] + lost.sampled + lost.late;
  return {
    calls: complete + all,
    complete,
    notForwarded: lost['not-forwarded'],
    lostOnExport: lost['lost-on-export'],
    sampled: lost.sampled,
    late: lost.late,
  };
}

/** Orphans of which nobody knows who calls them. */
function withoutCaller(losses: readonly Loss[], byId: ById): PropagationHop[] {
  const byCallee = new Map<string, Loss[]>();
  for (const loss of losses) {
    if (loss.caller !== undefined) continue;
    const known = byCallee.get(loss.callee);
    if (known === undefined) byCallee.set(loss.callee, [loss]);
    else known.push(loss);
  }
  return [...byCallee].map(([callee, its]) => {
    const lost = { late: 0, sampled: 0, 'lost-on-export': 0, 'not-forwarded': 0 };
    for (const { cause } of its) lost[cause]++;
    return {
      callee,
      ...countsOf(0, lost),
      notForwardedShare: 0,
      confidence: its.reduce((sum, loss) => sum + loss.confidence, 0) / its.length,
      examples: its.slice(0, MAX_EXAMPLES).flatMap((loss) => exampleOf(loss, byId)),
    };
  });
}

function exampleOf(loss: Loss, byId: ById) {
  const trace = byId.get(loss.traceId);
  return trace === undefined ? [] : [lossAnswer(loss, trace, byId)];
}

/** What was not forwarded before what was lost otherwise; then the most calls. */
function worstFirst(a: PropagationHop, b: PropagationHop): number {
  return (
    b.notForwarded - a.notForwarded ||
    b.calls - b.complete - (a.calls - a.complete) ||
    b.calls - a.calls
  );
}
