// Where one trace has lost its context: calls of it whose other side may have a trace of its own, and, when
// it begins with a request from outside, calls of other traces that may have caused it. Looks at the traces that
// ran beside it; who propagates in general is not said here.

import type { PairShift } from '@throughline/analysis/clock/move-clocks';
import { collectEnds, type LooseEnd } from '@throughline/analysis/propagation/ends';
import {
  examinePropagation,
  type Loss,
} from '@throughline/analysis/propagation/examine-propagation';
import type { Trace } from '@throughline/analysis/trace/trace';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { FoundTrace, QueryLimits } from '@throughline/storage/contract/traceql-store';
import { readSomeTraces } from './read-some-traces.ts';

/** A larger one has work inside, and too many ends to say anything of. */
const MAX_TRACE_SPANS = 20_000;

/** Looked at beside the trace: what of a busy system can be read while somebody waits. */
const MAX_NEIGHBOURS = 100;
const MAX_NEIGHBOUR_SPANS = 20_000;
const NEIGHBOURS_TIMEOUT_MS = 3_000;

/** A call that takes longer than this before what it causes begins is not found. */
const BEFORE_NS = 10_000_000_000n;

/** Clocks of two hosts that are kept right differ by less. */
const CLOCK_TOLERANCE_NS = 5_000_000;

/** An answer for people: where hundreds of calls lose it, these say so. */
const MAX_LOSSES = 20;

export interface LossSearch {
  readonly store: SpanStore;
  readonly queryLimits: QueryLimits;
  readonly nowNs: bigint;
  /** What many traces have shown of clocks. */
  readonly clockShifts: readonly PairShift[];
  readonly signal: AbortSignal;
}

export interface TraceLosses {
  /** The surest first. */
  readonly losses: readonly Loss[];
  /** Those that the losses speak of, by id. */
  readonly traces: ReadonlyMap<string, Trace>;
}

/** `examples` show whose the addresses are. */
export async function findLosses(
  search: LossSearch,
  trace: Trace,
  examples: readonly Trace[],
): Promise<TraceLosses> {
  if (trace.rowCount > MAX_TRACE_SPANS) return { losses: [], traces: new Map() };
  const others = [...(await readNeighbours(search, trace)), ...examples];
  const traces = new Map([trace, ...others].map((each) => [each.traceId, each]));
  traces.set(trace.traceId, trace);
  const nowMs = Number(search.nowNs / 1_000_000n);
  const losses = examinePropagation([...traces.values()], { nowMs })
    .losses.filter(
      ({ traceId, probable }) => traceId === trace.traceId || probable?.traceId === trace.traceId,
    )
    .toSorted((a, b) => b.confidence - a.confidence)
    .slice(0, MAX_LOSSES);
  return { losses, traces };
}

/** Traces that begin within a call of this one that shows no other side, or run while it is entered. */
async function readNeighbours(
  { store, queryLimits, clockShifts, signal }: LossSearch,
  trace: Trace,
): Promise<Trace[]> {
  const { exits, entries } = collectEnds([trace]);
  const begun = entries.filter(({ namesParent }) => !namesParent);
  const ends = [...exits, ...begun];
  if (ends.length === 0) return [];
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(NEIGHBOURS_TIMEOUT_MS)]);
  const fromNs = trace.originNs > BEFORE_NS ? trace.originNs - BEFORE_NS : 0n;
  const toNs = ends.reduce((last, { endNs }) => Math.max(last, endNs), 0) + CLOCK_TOLERANCE_NS;
  return readSomeTraces(
    { store, limits: { ...queryLimits, timeoutMs: NEIGHBOURS_TIMEOUT_MS }, deadline, clockShifts },
    {
      conditions: { attributes: [] },
      range: { startNs: begun.length > 0 ? fromNs : trace.originNs, endNs: BigInt(toNs) },
      maxTraces: MAX_NEIGHBOURS,
      maxSpans: MAX_NEIGHBOUR_SPANS,
      isWanted: (found) =>
        isCausedBy(found, exits) || begun.some((entry) => isOpenAt(found, entry)),
    },
  );
}

function isCausedBy({ startNs, rootService }: FoundTrace, exits: readonly LooseEnd[]): boolean {
  const at = Number(startNs);
  return exits.some(
    (exit) =>
      exit.service !== rootService &&
      at >= exit.startNs - CLOCK_TOLERANCE_NS &&
      at <= exit.endNs + CLOCK_TOLERANCE_NS,
  );
}

function isOpenAt({ startNs, endNs, services }: FoundTrace, entry: LooseEnd): boolean {
  return (
    Number(startNs) <= entry.startNs + CLOCK_TOLERANCE_NS &&
    Number(endNs) >= entry.startNs - CLOCK_TOLERANCE_NS &&
    services.some(({ name }) => name !== entry.service)
  );
}
