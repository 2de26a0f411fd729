// Candidates in the order of the answer, read as they are wanted. Newest first, time is gone through backwards in
// windows that grow: what is frequent is found in the first, and what is rare takes few steps to the last. A
// window holds the traces that begin in it, and everything filed since is looked at, so that a trace is whole
// however long it takes.

import type { TraceCondition } from '@throughline/traceql/plan/trace-condition';
import type { TracePosition, TraceqlSearch } from '../contract/traceql-store.ts';
import {
  type Candidate,
  type CandidateRow,
  type CandidateSearch,
  candidateOf,
  candidatesStatement,
  countStatement,
  earlierStatement,
  lastEndStatement,
  type NewestRow,
  newestStatement,
} from './candidates.ts';
import { type FiledRange, secondOf } from './filed-range.ts';
import type { ReadSession } from './read-session.ts';

/** `limit`: candidates of one statement. */
export async function* candidatesInOrder(
  session: ReadSession,
  request: TraceqlSearch,
  condition: TraceCondition,
  limit: number,
): AsyncGenerator<readonly Candidate[]> {
  if (condition.kind === 'never') return;
  const search = await wholeSearch(session, request, condition, limit);
  if (search === undefined) return;
  yield* request.order === 'start'
    ? inWindows(session, search)
    : inPages(session, search, request.after);
}

/** Over all of the range; undefined when nothing is filed in it, as a trace begins where its first span is filed. */
export async function wholeSearch(
  session: ReadSession,
  { order, range, after }: TraceqlSearch,
  condition: TraceCondition,
  limit: number,
): Promise<Search | undefined> {
  const { startNs } = range;
  const endNs = order === 'start' ? earlier(range.endNs, after) : range.endNs;
  const filed = await filedRangeOf(session, startNs, endNs);
  return filed === undefined
    ? undefined
    : {
        condition,
        order,
        limit,
        ...filed,
        ...(startNs === undefined ? {} : { startNs }),
        ...(endNs === undefined ? {} : { endNs }),
        ...(after === undefined ? {} : { after }),
      };
}

function earlier(endNs: bigint | undefined, after: TracePosition | undefined): bigint | undefined {
  const afterNs = after === undefined ? undefined : after.value + 1n;
  if (endNs === undefined || afterNs === undefined) return endNs ?? afterNs;
  return least(endNs, afterNs);
}

/** What is known of the stored spans before any trace is looked for. */
interface Newest {
  /** When the newest minute begins. */
  readonly newestNs: bigint;
  readonly oldestDay: number;
}

interface Filed extends Newest {
  readonly spans: FiledRange;
}

type Search = CandidateSearch & Newest;

/** Of all pages. */
export async function countCandidates(
  session: ReadSession,
  { after: _, ...request }: TraceqlSearch,
  condition: TraceCondition,
): Promise<{ sure: number; possible: number }> {
  const search = await wholeSearch(session, request, condition, 1);
  if (search === undefined) return { sure: 0, possible: 0 };
  const [row] = await session.rows<{ sure: string; possible: string }>(countStatement(search));
  return { sure: Number(row?.sure ?? 0), possible: Number(row?.possible ?? 0) };
}

function least(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

async function* inPages(
  session: ReadSession,
  search: Search,
  after: TracePosition | undefined,
): AsyncGenerator<readonly Candidate[]> {
  let last = after;
  for (;;) {
    const statement = candidatesStatement(last === undefined ? search : { ...search, after: last });
    const page = (await session.rows<CandidateRow>(statement)).map(candidateOf);
    const inRange = await withoutEarlier(session, search, page);
    if (inRange.length > 0) yield inRange;
    if (page.length < search.limit) return;
    last = page.at(-1);
  }
}

const SECONDS_PER_DAY = 86_400;

/** A trace that began days before may go on in the range. */
async function withoutEarlier(
  session: ReadSession,
  { startNs, oldestDay }: Search,
  page: readonly Candidate[],
): Promise<readonly Candidate[]> {
  const isAllRead =
    startNs === undefined || oldestDay >= Math.floor(secondOf(startNs) / SECONDS_PER_DAY) - 1;
  if (isAllRead || page.length === 0) return page;
  const ids = page.map(({ traceId }) => traceId);
  const rows = await session.rows<{ traceId: string }>(earlierStatement(startNs, ids));
  const earlier = new Set(rows.map(({ traceId }) => traceId));
  return page.filter(({ traceId }) => !earlier.has(traceId));
}

/** When the spans are filed of traces that begin in the range: never before their trace does. */
async function filedRangeOf(
  session: ReadSession,
  startNs: bigint | undefined,
  endNs: bigint | undefined,
): Promise<Filed | undefined> {
  const since = startNs === undefined ? {} : { firstNs: startNs };
  const newest = await newestOf(session, since);
  if (newest === undefined) return undefined;
  if (endNs === undefined || newest.newestNs <= endNs + LITTLE_NS) {
    const newestNs = endNs === undefined ? newest.newestNs : least(newest.newestNs, endNs);
    return { ...newest, newestNs, spans: since };
  }
  const newestWithin = await newestOf(session, { ...since, lastNs: endNs });
  if (newestWithin === undefined) return undefined;
  const [row] = await session.rows<{ lastNs: string }>(lastEndStatement(startNs, endNs));
  const lastNs = BigInt(row?.lastNs ?? 0);
  return { ...newestWithin, spans: { ...since, lastNs: lastNs > endNs ? lastNs : endNs } };
}

async function newestOf(session: ReadSession, range: FiledRange): Promise<Newest | undefined> {
  const [row] = await session.rows<NewestRow>(newestStatement(range));
  if (row === undefined) return undefined;
  return { newestNs: BigInt(row.second) * NS_PER_SECOND, oldestDay: row.oldestDay };
}

interface Window {
  readonly startNs?: bigint;
  readonly endNs?: bigint;
}

function sinceOf({ startNs }: Window): FiledRange {
  return startNs === undefined ? {} : { firstNs: startNs };
}

const NS_PER_SECOND = 1_000_000_000n;
const MINUTE_NS = 60n * NS_PER_SECOND;
/** Reading what was filed in this time costs less than finding out how little of it is needed. */
const LITTLE_NS = 10n * MINUTE_NS;
/** Each looks at all of those before it again, which is this part of its own cost. */
const GROWTH = 12n;
/** After one that was read in no time and in which nothing was. */
const QUICK_GROWTH = 60n;
const QUICK_MS = 40;
/** The window after one of more than about ten days has no beginning. */
const MAX_WINDOW_NS = 10n * 86_400n * NS_PER_SECOND;

/** From the newest span on, backwards. */
async function* inWindows(
  session: ReadSession,
  search: Search,
): AsyncGenerator<readonly Candidate[]> {
  const { startNs, endNs, after, newestNs } = search;
  let windowEndNs = endNs;
  let sizeNs = MINUTE_NS;
  for (;;) {
    const windowStartNs = newestNs + MINUTE_NS - sizeNs;
    const isLast = sizeNs > MAX_WINDOW_NS || (startNs !== undefined && windowStartNs <= startNs);
    const from = isLast ? startNs : windowStartNs;
    const window: Window = {
      ...(from === undefined ? {} : { startNs: from }),
      ...(windowEndNs === undefined ? {} : { endNs: windowEndNs }),
    };
    const spans = { ...search.spans, ...sinceOf(window) };
    const before = performance.now();
    let isEmpty = true;
    for await (const page of inPages(session, { ...search, ...window, spans }, after)) {
      isEmpty = false;
      yield page;
    }
    if (isLast) return;
    windowEndNs = windowStartNs;
    const isQuick = isEmpty && performance.now() - before < QUICK_MS;
    sizeNs *= isQuick ? QUICK_GROWTH : GROWTH;
  }
}
