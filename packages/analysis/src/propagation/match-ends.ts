// Which call may have caused which entry: the call lies around the entry in time, goes where the entry
// came in, and nothing speaks against it. Each call is given to at most one entry, the surest first. The
// confidence is lower the more calls fit as well.

import type { Ends, LooseEntry, LooseExit } from './ends.ts';
import { hopKey } from './ends.ts';

/** Clocks of two hosts that are kept right differ by less. */
const CLOCK_TOLERANCE_NS = 5e6;

/** Calls that began before an entry and are looked at for it, the latest first. */
const MAX_CANDIDATES = 256;

/** The call lies around the entry; or the entry begins in it and ends after it, closed late. */
const SCORE_AROUND = 0.2;
const SCORE_BEGINS_IN = 0.1;
const SCORE_ADDRESS = 0.4;
const SCORE_ROUTE = 0.25;
const SCORE_HISTORY = 0.15;

/** Less than an address or a route and the time: chance. */
const MIN_SCORE = 0.4;

export interface EndMatch {
  readonly entry: LooseEntry;
  readonly exit: LooseExit;
  /** 0 to 1. */
  readonly confidence: number;
}

export function matchEnds({ entries, exits, hops, serviceOfPeer }: Ends): EndMatch[] {
  const byStart = exits.toSorted((a, b) => a.startNs - b.startNs);
  const possible: EndMatch[] = [];
  for (const entry of entries) {
    if (entry.namesParent) continue;
    const scored: { exit: LooseExit; score: number }[] = [];
    let at = firstAfter(byStart, entry.startNs + CLOCK_TOLERANCE_NS) - 1;
    for (let looked = 0; at >= 0 && looked < MAX_CANDIDATES; at--, looked++) {
      const exit = byStart[at];
      if (exit === undefined || exit.trace === entry.trace) continue;
      const history = hops.get(hopKey(exit.service, entry.service));
      const score = scoreOf(entry, exit, serviceOfPeer, (history?.complete ?? 0) > 0);
      if (score >= MIN_SCORE) scored.push({ exit, score });
    }
    const best = Math.max(0, ...scored.map(({ score }) => score));
    const asGood = scored.filter(({ score }) => score > best - SCORE_HISTORY).length;
    for (const { exit, score } of scored) {
      possible.push({ entry, exit, confidence: score / Math.sqrt(asGood) });
    }
  }
  return takeSurest(possible);
}

function takeSurest(possible: readonly EndMatch[]): EndMatch[] {
  const usedEntries = new Set<LooseEntry>();
  const usedExits = new Set<LooseExit>();
  const taken: EndMatch[] = [];
  for (const match of possible.toSorted((a, b) => b.confidence - a.confidence)) {
    if (usedEntries.has(match.entry) || usedExits.has(match.exit)) continue;
    usedEntries.add(match.entry);
    usedExits.add(match.exit);
    taken.push(match);
  }
  return taken;
}

/** Index of the first exit that begins after the moment. */
function firstAfter(byStart: readonly LooseExit[], ns: number): number {
  let low = 0;
  let high = byStart.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((byStart[middle]?.startNs ?? 0) <= ns) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 0 where something speaks against it. */
function scoreOf(
  entry: LooseEntry,
  exit: LooseExit,
  serviceOfPeer: ReadonlyMap<string, string>,
  isKnownHop: boolean,
): number {
  if (exit.service === entry.service) return 0;
  const untilNs = exit.endNs + CLOCK_TOLERANCE_NS;
  if (untilNs < entry.startNs) return 0;
  let score = untilNs < entry.endNs ? SCORE_BEGINS_IN : SCORE_AROUND;
  if (isKnownHop) score += SCORE_HISTORY;
  const owner = exit.peer === undefined ? undefined : (serviceOfPeer.get(exit.peer) ?? exit.peer);
  if (owner !== undefined && sameName(owner, entry.service)) score += SCORE_ADDRESS;
  else if (exit.peer !== undefined && serviceOfPeer.has(exit.peer)) return 0;
  const { method, route } = entry;
  if (exit.method !== undefined && method !== undefined && exit.method !== method) return 0;
  if (exit.route !== undefined && route !== undefined) {
    if (exit.route !== route) return 0;
    score += SCORE_ROUTE;
  } else if (exit.operation === entry.operation) score += SCORE_ROUTE;
  return score;
}

/** `inventory`, and `inventory.shop.svc:8080`. */
function sameName(peer: string, service: string): boolean {
  return peer === service || peer.split(/[.:]/)[0] === service;
}
