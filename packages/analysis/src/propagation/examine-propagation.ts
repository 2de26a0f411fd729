// Who forwards the trace context and who does not, over the traces of a window: for every entry without
// its caller why that is (late, sampled away, lost on export, not forwarded), and for every hop how often.
// Nothing is stitched together: a match is a probable hop with a confidence and its evidence.
// Limit: without calls that lie around it and go where it came in, a trace that begins in a service is
// taken for one that begins there.

import { sayShare } from '../text/say.ts';
import type { Trace } from '../trace/trace.ts';
import {
  collectEnds,
  type Ends,
  type Hop,
  hopKey,
  type LooseEntry,
  type LooseExit,
  type SpanPlace,
} from './ends.ts';
import { type EndMatch, matchEnds } from './match-ends.ts';

export type LossCause = 'late' | 'sampled' | 'lost-on-export' | 'not-forwarded';

export interface PropagationOptions {
  /** Now, in milliseconds since the epoch: what came lately may not have come whole. */
  readonly nowMs: number;
  /** Whole hops seen before this window. */
  readonly history?: readonly {
    readonly caller: string;
    readonly callee: string;
    readonly complete: number;
  }[];
}

/** One entry that has lost its caller. */
export interface Loss {
  readonly cause: LossCause;
  /** 0 to 1. */
  readonly confidence: number;
  readonly callee: string;
  readonly operation: string;
  /** Undefined where nobody can be named. */
  readonly caller: string | undefined;
  readonly atNs: number;
  readonly traceId: string;
  readonly row: number;
  /** The call that probably caused it, in another trace. */
  readonly probable: { readonly traceId: string; readonly row: number } | undefined;
}

export interface HopReport {
  readonly caller: string;
  readonly callee: string;
  /** Both sides seen and joined. */
  readonly complete: number;
  readonly lost: Readonly<Record<LossCause, number>>;
  /** Of the calls of this hop since the first one, those whose context was not forwarded. */
  readonly notForwardedShare: number;
  /** Mean over the losses. */
  readonly confidence: number;
  /** Of the first loss that was not forwarded. */
  readonly sinceNs: number | undefined;
  readonly sentence: string | undefined;
  readonly examples: readonly Loss[];
}

export interface ServicePropagation {
  readonly service: string;
  /** Calls it made of which the callee's side was joined, or was not. */
  readonly forwarded: number;
  readonly notForwarded: number;
  /** Calls whose other side has no spans at all. */
  readonly oneSided: number;
  /** Requests that came without context, of no call that is known: traces begin here. */
  readonly begun: number;
}

/** Calls to one place whose other side has no spans: it makes none, or they are elsewhere. */
export interface OneSidedHop {
  readonly caller: string;
  /** Host and port, or the name of the peer; undefined where calls do not say. */
  readonly peer: string | undefined;
  /** The service of other calls to this place that did show their other side. */
  readonly callee: string | undefined;
  readonly calls: number;
  readonly examples: readonly SpanPlace[];
}

export interface PropagationReport {
  readonly losses: readonly Loss[];
  /** Those with the most that was not forwarded first. */
  readonly hops: readonly HopReport[];
  readonly services: readonly ServicePropagation[];
  /** The most calls first. */
  readonly oneSided: readonly OneSidedHop[];
}

/** Spans are exported every few seconds; a trace this young may still be coming in. */
const SETTLED_AFTER_MS = 30_000;

/** Examples to look at, not a list of all. */
const MAX_EXAMPLES = 5;

export function examinePropagation(
  traces: readonly Trace[],
  options: PropagationOptions,
): PropagationReport {
  const ends = withHistory(collectEnds(traces), options);
  const matches = matchEnds(ends);
  const callers = usualCallers(ends);
  const seen = new Set(traces.flatMap(({ services }) => services));
  const losses = [
    ...matches.map(notForwarded),
    ...ends.entries
      .filter(({ namesParent }) => namesParent)
      .map((entry) => explainOrphan(entry, callers.get(entry.service), seen, options.nowMs)),
  ];
  const hops = reportHops(ends, losses);
  return {
    losses,
    hops,
    services: reportServices(ends, matches),
    oneSided: reportOneSided(ends, matches),
  };
}

function withHistory(ends: Ends, { history = [] }: PropagationOptions): Ends {
  const hops = new Map(ends.hops);
  for (const { caller, callee, complete } of history) {
    const key = hopKey(caller, callee);
    if (!hops.has(key)) hops.set(key, { caller, callee, complete, atNs: [] });
  }
  return { ...ends, hops };
}

function notForwarded({ entry, exit, confidence }: EndMatch): Loss {
  return {
    cause: 'not-forwarded',
    confidence,
    callee: entry.service,
    operation: entry.operation,
    caller: exit.service,
    atNs: entry.startNs,
    ...placeOf(entry),
    probable: placeOf(exit),
  };
}

function placeOf({ trace, row }: SpanPlace): { traceId: string; row: number } {
  return { traceId: trace.traceId, row };
}

/** By callee, who calls it most. */
function usualCallers(ends: Ends): Map<string, string> {
  const callers = new Map<string, string>();
  const most = new Map<string, number>();
  for (const { caller, callee, complete } of ends.hops.values()) {
    if (complete <= (most.get(callee) ?? 0)) continue;
    most.set(callee, complete);
    callers.set(callee, caller);
  }
  return callers;
}

/** The context was forwarded, as a parent is named; what is asked is where the parent is. */
function explainOrphan(
  entry: LooseEntry,
  caller: string | undefined,
  seen: ReadonlySet<string>,
  nowMs: number,
): Loss {
  const { trace, row } = entry;
  const place = {
    callee: entry.service,
    operation: entry.operation,
    caller,
    atNs: entry.startNs,
    ...placeOf(entry),
    probable: undefined,
  };
  if (nowMs - newestMs(trace) < SETTLED_AFTER_MS)
    return { cause: 'late', confidence: 0.7, ...place };
  if (isSampled(trace, row)) return { cause: 'sampled', confidence: 0.8, ...place };
  const isHere = caller !== undefined && trace.services.includes(caller);
  if (isHere) return { cause: 'lost-on-export', confidence: 0.8, ...place };
  // A caller that exports elsewhere lost this one; of one that nobody has seen, nothing is known.
  const confidence = caller !== undefined && seen.has(caller) ? 0.6 : 0.3;
  return { cause: 'lost-on-export', confidence, ...place };
}

/** When the last span of the trace came, or ended where that is not known. */
function newestMs(trace: Trace): number {
  let newest = 0;
  for (let row = 0; row < trace.rowCount; row++) {
    const at = trace.batchRow[row] ?? 0;
    const receivedMs = trace.batch.receivedMs.unsignedNumberAt(at);
    const endMs = (Number(trace.originNs) + (trace.endNs[row] ?? 0)) / 1e6;
    newest = Math.max(newest, receivedMs > 0 ? receivedMs : endMs);
  }
  return newest;
}

/** A threshold of consistent sampling other than "all" in the trace state (`ot=th:c`). */
function isSampled(trace: Trace, row: number): boolean {
  const threshold = /(?:^|,)\s*ot=(?:[^,]*;)?th:([0-9a-f]+)/.exec(
    trace.batch.traceState.textAt(trace.batchRow[row] ?? 0),
  )?.[1];
  return threshold !== undefined && !/^0+$/.test(threshold);
}

function reportHops(ends: Ends, losses: readonly Loss[]): HopReport[] {
  const byHop = new Map<string, Loss[]>();
  for (const loss of losses) {
    if (loss.caller === undefined) continue;
    const key = hopKey(loss.caller, loss.callee);
    const known = byHop.get(key);
    if (known === undefined) byHop.set(key, [loss]);
    else known.push(loss);
  }
  for (const key of ends.hops.keys()) if (!byHop.has(key)) byHop.set(key, []);
  return [...byHop]
    .map(([key, hopLosses]) => {
      const [caller = '', callee = ''] = JSON.parse(key) as string[];
      const hop = ends.hops.get(key) ?? { caller, callee, complete: 0, atNs: [] };
      return reportHop(hop, hopLosses);
    })
    .sort((a, b) => b.lost['not-forwarded'] - a.lost['not-forwarded']);
}

function reportHop({ caller, callee, complete, atNs }: Hop, losses: readonly Loss[]): HopReport {
  const lost = { late: 0, sampled: 0, 'lost-on-export': 0, 'not-forwarded': 0 };
  for (const { cause } of losses) lost[cause]++;
  const dropped = losses.filter(({ cause }) => cause === 'not-forwarded');
  const sinceNs = dropped.reduce<number | undefined>(
    (least, { atNs }) => Math.min(least ?? atNs, atNs),
    undefined,
  );
  const since = atNs.filter((ns) => ns >= (sinceNs ?? ns)).length + losses.length;
  const share = dropped.length / Math.max(since, 1);
  const confidence =
    losses.reduce((sum, loss) => sum + loss.confidence, 0) / Math.max(losses.length, 1);
  return {
    caller,
    callee,
    complete,
    lost,
    notForwardedShare: share,
    confidence,
    sinceNs,
    sentence:
      sinceNs === undefined
        ? undefined
        : `${caller} → ${callee}: trace context was not forwarded in ${sayShare(share)} ` +
          `of the calls since ${sayTime(sinceNs)}`,
    examples: losses.toSorted((a, b) => b.confidence - a.confidence).slice(0, MAX_EXAMPLES),
  };
}

/** `09:12`, in UTC: whoever shows it elsewhere has `sinceNs`. */
function sayTime(ns: number): string {
  return new Date(ns / 1e6).toISOString().slice(11, 16);
}

type Counts = { -readonly [K in keyof Omit<ServicePropagation, 'service'>]: number };

function reportServices(ends: Ends, matches: readonly EndMatch[]): ServicePropagation[] {
  const byService = new Map<string, Counts>();
  const countsOf = (service: string): Counts => {
    const known = byService.get(service);
    if (known !== undefined) return known;
    const counts = { forwarded: 0, notForwarded: 0, oneSided: 0, begun: 0 };
    byService.set(service, counts);
    return counts;
  };
  for (const { caller, complete } of ends.hops.values()) countsOf(caller).forwarded += complete;
  for (const { exit } of matches) countsOf(exit.service).notForwarded++;
  for (const exit of unmatchedExits(ends, matches)) countsOf(exit.service).oneSided++;
  const matched = new Set(matches.map(({ entry }) => entry));
  for (const entry of ends.entries) {
    if (!entry.namesParent && !matched.has(entry)) countsOf(entry.service).begun++;
  }
  return [...byService].map(([service, counts]) => ({ service, ...counts }));
}

function unmatchedExits(ends: Ends, matches: readonly EndMatch[]): LooseExit[] {
  const matched = new Set(matches.map(({ exit }) => exit));
  return ends.exits.filter((exit) => !matched.has(exit));
}

function reportOneSided(ends: Ends, matches: readonly EndMatch[]): OneSidedHop[] {
  const byPlace = new Map<string, LooseExit[]>();
  for (const exit of unmatchedExits(ends, matches)) {
    const key = JSON.stringify([exit.service, exit.peer]);
    const known = byPlace.get(key);
    if (known === undefined) byPlace.set(key, [exit]);
    else known.push(exit);
  }
  return [...byPlace.values()]
    .map((exits) => {
      const { service: caller = '', peer } = exits[0] ?? {};
      return {
        caller,
        peer,
        callee: peer === undefined ? undefined : ends.serviceOfPeer.get(peer),
        calls: exits.length,
        examples: exits.slice(0, MAX_EXAMPLES).map(placeOfExit),
      };
    })
    .toSorted((a, b) => b.calls - a.calls);
}

function placeOfExit({ trace, row }: LooseExit): SpanPlace {
  return { trace, row };
}
