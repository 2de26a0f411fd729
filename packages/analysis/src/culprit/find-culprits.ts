// What made this trace slow or failed, against what is usual for its endpoint: the origin of the error,
// the operations with more time on the critical path than they usually have, calls that are new, missing
// or too many. An ordered list; the score says how much of the trouble each one explains, 0 to 1.
// The time that is explained is the excess over the usual, as in "variance attribution" of latency:
// what always takes long is not to blame. Limit: with few traces, or an endpoint whose requests differ
// much in kind, the usual is wide and little is blamed.

import {
  type EndpointBaseline,
  isOfEndpoint,
  MIN_TRACES,
  usualOf,
} from '../baseline/endpoint-baseline.ts';
import { type Histogram, quantileOf } from '../baseline/histogram.ts';
import type { OperationTree } from '../operations/operation-tree.ts';
import { durationOf, type Trace } from '../trace/trace.ts';
import { blameCalls } from './blame-calls.ts';
import { blameErrors } from './blame-errors.ts';
import { blameTime } from './blame-time.ts';

export type CulpritKind = 'error' | 'slow' | 'too-many-calls' | 'new-call' | 'missing-call';

export interface Culprit {
  readonly kind: CulpritKind;
  /** How much of what went wrong it explains, 0 to 1. */
  readonly score: number;
  readonly service: string;
  readonly operation: string;
  readonly sentence: string;
  /** The spans that show it, the most telling first. */
  readonly rows: readonly number[];
}

/** Whether the trace could be held against what is usual. */
export type Comparison = 'no-baseline' | 'not-enough-traces' | 'compared';

export interface CulpritReport {
  readonly comparison: Comparison;
  /** Traces in the baseline. */
  readonly comparedWith: number;
  readonly usualDurationNs: number | undefined;
  /** Longer than the usual by this much; 0 when it is not slow. */
  readonly excessNs: number;
  /** The likeliest first. */
  readonly culprits: readonly Culprit[];
}

/** What all of them look at. */
export interface Suspicion {
  readonly trace: Trace;
  readonly tree: OperationTree;
  readonly baseline: EndpointBaseline;
  /** By node: time on the critical path above the usual, where it is unusual. */
  readonly excessNs: Float64Array;
  /** Over all nodes. */
  readonly sumExcessNs: number;
  readonly wholeExcessNs: number;
  readonly isSlow: boolean;
}

/** A list that a person reads. */
const MAX_CULPRITS = 10;

/** Beyond the usual and by at least this much of the median: less is how requests differ. */
const MIN_EXCESS_SHARE = 0.2;

/** Of what three requests in four stay below. */
const FAR_BEYOND = 3;

export function findCulprits(
  trace: Trace,
  tree: OperationTree,
  baseline: EndpointBaseline | undefined,
): CulpritReport {
  const usable = usableBaseline(trace, baseline);
  if (usable === undefined) {
    return {
      comparison: baseline === undefined ? 'no-baseline' : 'not-enough-traces',
      comparedWith: baseline?.traces ?? 0,
      usualDurationNs: undefined,
      excessNs: 0,
      culprits: ranked(blameErrors(trace, tree, undefined)),
    };
  }
  const suspicion = suspect(trace, tree, usable);
  return {
    comparison: 'compared',
    comparedWith: usable.traces,
    usualDurationNs: quantileOf(usable.durationNs, 0.5),
    excessNs: suspicion.wholeExcessNs,
    culprits: ranked([
      ...blameErrors(trace, tree, usable),
      ...blameTime(suspicion),
      ...blameCalls(suspicion),
    ]),
  };
}

function usableBaseline(
  trace: Trace,
  baseline: EndpointBaseline | undefined,
): EndpointBaseline | undefined {
  if (baseline === undefined || baseline.traces < MIN_TRACES) return undefined;
  return isOfEndpoint(baseline, trace) ? baseline : undefined;
}

function suspect(trace: Trace, tree: OperationTree, baseline: EndpointBaseline): Suspicion {
  const durationNs = durationOf(trace, trace.rootRow);
  const medianNs = quantileOf(baseline.durationNs, 0.5);
  const overNs = durationNs - medianNs;
  const isSlow =
    durationNs > usualBound(baseline.durationNs) && overNs > medianNs * MIN_EXCESS_SHARE;
  const excessNs = new Float64Array(tree.nodes.length);
  tree.nodes.forEach((node, at) => {
    const usual = usualOf(baseline, tree, at);
    if (usual === undefined) {
      excessNs[at] = node.pathNs;
      return;
    }
    const absent = baseline.traces - usual.traces;
    const overMedianNs = node.pathNs - quantileOf(usual.pathNs, 0.5, absent);
    const isUnusual =
      node.pathNs > usualBound(usual.pathNs, absent) &&
      overMedianNs > MIN_EXCESS_SHARE * (node.pathNs - overMedianNs);
    if (isUnusual) excessNs[at] = overMedianNs;
  });
  const sumExcessNs = excessNs.reduce((sum, ns) => sum + ns, 0);
  const wholeExcessNs = isSlow ? overNs : 0;
  return { trace, tree, baseline, excessNs, sumExcessNs, isSlow, wholeExcessNs };
}

/**
 * What lies beyond is not usual: the 95th percentile, or three times the 75th where that is less, so that a fault that
 * more than one request in twenty has is not taken for what is usual. `zeros` as in quantileOf.
 */
function usualBound(histogram: Histogram, zeros = 0): number {
  const p95 = quantileOf(histogram, 0.95, zeros);
  const p75 = quantileOf(histogram, 0.75, zeros);
  return p75 === 0 ? p95 : Math.min(p95, FAR_BEYOND * p75);
}

function ranked(culprits: readonly Culprit[]): Culprit[] {
  return culprits.toSorted((a, b) => b.score - a.score).slice(0, MAX_CULPRITS);
}
