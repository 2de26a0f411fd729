// Candidates newest first, in windows of time that grow: what is frequent is found in the first, and what is rare
// takes few steps to the last.
//
// Where one span is enough for a trace, a window holds the spans filed in it. A trace they belong to that began
// before waits until its time has come. Where a trace needs several spans, a window holds the traces that begin
// in it, and everything filed since is looked at.

import { readTraceCondition } from '@throughline/traceql/plan/reading';
import type { TraceCondition } from '@throughline/traceql/plan/trace-condition';
import { candidatePages, type PagedSearch } from './candidate-pages.ts';
import type { Candidate } from './candidates.ts';
import type { FiledRange } from './filed-range.ts';
import type { ReadSession } from './read-session.ts';

export interface NewestSearch extends PagedSearch {
  /** When the newest minute begins in which a span is filed. */
  readonly newestNs: bigint;
  /** When the oldest one begins: no trace begins before. */
  readonly oldestNs: bigint;
}

/** What the candidates are for. */
export interface Wanted {
  /** Traces that are still to be found. */
  missing(): number;
  /** Of candidates hardly any is taken back; else nothing is known of how many are. */
  readonly isDecided: boolean;
}

const NS_PER_SECOND = 1_000_000_000n;
const MINUTE_NS = 60n * NS_PER_SECOND;
const FIRST_WINDOW_NS = 2n * MINUTE_NS;
/** Windows that grow by less are too many statements. */
const LEAST_GROWTH = 3;
/** Where it is known how many are missing, what lies further back is only read for those. */
const LEAST_GROWTH_DECIDED = 1.5;
/** A statement more costs about as much as to look an hour further. */
const MOST_GROWTH = 32;
/** Where each window looks at all of those before it again, growing by less would cost as much as it saves. */
const LEAST_GROWTH_AGAIN = 4;

interface Window {
  /** Inclusive; undefined: there is no beginning. */
  readonly startNs: bigint | undefined;
  /** Exclusive. */
  readonly endNs: bigint | undefined;
  readonly isFirst: boolean;
}

export async function* newestFirst(
  session: ReadSession,
  search: NewestSearch,
  wanted: Wanted,
): AsyncGenerator<readonly Candidate[]> {
  const isOfOneSpan = needsOneSpan(readTraceCondition(search.condition, 'may'));
  const { startNs, newestNs, oldestNs } = search;
  const merge = createMerge(isOfOneSpan);
  let { endNs } = search;
  let sizeNs = FIRST_WINDOW_NS;
  let total = 0;
  for (let isFirst = true; ; isFirst = false) {
    const beginNs = newestNs + MINUTE_NS - sizeNs;
    const isLast = beginNs <= oldestNs || (startNs !== undefined && beginNs <= startNs);
    const window = { startNs: isLast ? startNs : beginNs, endNs, isFirst };
    const within = isOfOneSpan ? spansOf(search, window) : tracesOf(search, window);
    let count = 0;
    for await (const page of candidatePages(session, within)) {
      count += page.length;
      yield merge.page(page, window.startNs);
    }
    yield merge.rest(window.startNs);
    if (isLast) return;
    endNs = beginNs;
    total += count;
    sizeNs = grown(sizeNs, growthAfter({ count, total, isOfOneSpan }, wanted));
  }
}

function needsOneSpan(condition: TraceCondition): boolean {
  if (condition.kind === 'or') return condition.parts.every(needsOneSpan);
  return condition.kind === 'has' || condition.kind === 'always';
}

/**
 * Whatever traces the spans belong to. The first window has all that was filed since, too. Where there is an end,
 * a trace is only known to begin before it from all of its bounds.
 */
function spansOf(
  { sinceNs: _, ...search }: NewestSearch,
  { startNs, endNs, isFirst }: Window,
): PagedSearch {
  const lastNs = isFirst ? search.spans.lastNs : endNs;
  const isCut = startNs !== undefined && search.endNs === undefined;
  return {
    ...search,
    ...(isCut ? { sinceNs: startNs } : {}),
    spans: rangeOf(startNs, lastNs),
    isOfFiled: true,
  };
}

function tracesOf(search: NewestSearch, { startNs, endNs }: Window): PagedSearch {
  return {
    ...search,
    ...(startNs === undefined ? {} : { startNs, sinceNs: startNs }),
    ...(endNs === undefined ? {} : { endNs }),
    spans: rangeOf(startNs, search.spans.lastNs),
  };
}

function rangeOf(firstNs: bigint | undefined, lastNs: bigint | undefined): FiledRange {
  return {
    ...(firstNs === undefined ? {} : { firstNs }),
    ...(lastNs === undefined ? {} : { lastNs }),
  };
}

interface Seen {
  /** Candidates of the last window, and of all. */
  readonly count: number;
  readonly total: number;
  readonly isOfOneSpan: boolean;
}

/** As much as will give what is missing, going by what there was, and by how far that is from even. */
function growthAfter({ count, total, isOfOneSpan }: Seen, { missing, isDecided }: Wanted): number {
  if (count === 0) return MOST_GROWTH;
  const few = missing();
  if (isOfOneSpan && isDecided) {
    const enough = few + 2 * Math.sqrt(few) + 1;
    return Math.max(LEAST_GROWTH_DECIDED, Math.min(1 + enough / total, MOST_GROWTH));
  }
  const least = isOfOneSpan ? LEAST_GROWTH : LEAST_GROWTH_AGAIN;
  return Math.max(least, Math.min(Math.ceil((2 * few) / count), MOST_GROWTH));
}

/** In whole minutes, by which spans are filed. */
function grown(sizeNs: bigint, growth: number): bigint {
  return BigInt(Math.ceil(Number(sizeNs / MINUTE_NS) * growth)) * MINUTE_NS;
}

/** Keeps the order over all windows, and each trace once. */
function createMerge(isWaitedFor: boolean) {
  const known = new Set<string>();
  /** Newest first. */
  let waiting: Candidate[] = [];

  /** Those that wait and that nothing which is still to come in the window is newer than. */
  function takeWaiting(startNs: bigint | undefined, last: Candidate | undefined): Candidate[] {
    const isReady = (candidate: Candidate) =>
      isWithin(candidate, startNs) && (last === undefined || compareNewest(candidate, last) < 0);
    const ready = waiting.filter(isReady);
    waiting = waiting.filter((candidate) => !isReady(candidate));
    return ready;
  }

  return {
    page(page: readonly Candidate[], startNs: bigint | undefined): readonly Candidate[] {
      const fresh = page
        .filter(({ traceId }) => !known.has(traceId))
        .map((candidate) => ({ ...candidate, value: candidate.firstNs }));
      const inWindow = fresh.filter((candidate) => isWithin(candidate, startNs));
      const before = isWaitedFor ? fresh.filter((candidate) => !isWithin(candidate, startNs)) : [];
      for (const { traceId } of [...inWindow, ...before]) known.add(traceId);
      const ready = [...inWindow, ...takeWaiting(startNs, page.at(-1))].sort(compareNewest);
      waiting.push(...before);
      return ready;
    },
    /** When all pages of the window have been. */
    rest: (startNs: bigint | undefined): readonly Candidate[] =>
      takeWaiting(startNs, undefined).sort(compareNewest),
  };
}

function isWithin({ firstNs }: Candidate, startNs: bigint | undefined): boolean {
  return startNs === undefined || firstNs >= startNs;
}

/** Newest first, ties by id, descending. */
function compareNewest(left: Candidate, right: Candidate): number {
  if (left.firstNs !== right.firstNs) return left.firstNs > right.firstNs ? -1 : 1;
  if (left.traceId === right.traceId) return 0;
  return left.traceId > right.traceId ? -1 : 1;
}
