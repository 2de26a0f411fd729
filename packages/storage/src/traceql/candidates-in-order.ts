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
  lastEndStatement,
  newestMinuteStatement,
} from './candidates.ts';
import type { FiledRange } from './filed-range.ts';
import type { ReadSession } from './read-session.ts';

/** `limit`: candidates of one statement. */
export async function* candidatesInOrder(
  session: ReadSession,
  request: TraceqlSearch,
  condition: TraceCondition,
  limit: number,
): AsyncGenerator<readonly Candidate[]> {
  if (condition.kind === 'never') return;
  const { order, range, after } = request;
  const search = { condition, order, limit, ...range };
  if (order !== 'start') {
    const spans = await filedRangeOf(session, range.startNs, range.endNs);
    yield* inPages(session, { ...search, spans }, after);
    return;
  }
  const endNs = earlier(range.endNs, after === undefined ? undefined : after.value + 1n);
  const spans = await filedRangeOf(session, range.startNs, endNs);
  for await (const window of windows(session, range.startNs, endNs)) {
    const within = { ...search, ...window, spans: { ...spans, ...sinceOf(window) } };
    yield* inPages(session, within, after);
  }
}

/** Of all pages. */
export async function countCandidates(
  session: ReadSession,
  { order, range }: TraceqlSearch,
  condition: TraceCondition,
): Promise<{ sure: number; possible: number }> {
  const spans = await filedRangeOf(session, range.startNs, range.endNs);
  const statement = countStatement({ condition, order, limit: 1, ...range, spans });
  const [row] = await session.rows<{ sure: string; possible: string }>(statement);
  return { sure: Number(row?.sure ?? 0), possible: Number(row?.possible ?? 0) };
}

function earlier(left: bigint | undefined, right: bigint | undefined): bigint | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return left < right ? left : right;
}

async function* inPages(
  session: ReadSession,
  search: CandidateSearch,
  after: TracePosition | undefined,
): AsyncGenerator<readonly Candidate[]> {
  let last = after;
  for (;;) {
    const statement = candidatesStatement(last === undefined ? search : { ...search, after: last });
    const page = (await session.rows<CandidateRow>(statement)).map(candidateOf);
    if (page.length > 0) yield page;
    if (page.length < search.limit) return;
    last = page.at(-1);
  }
}

const NS_PER_MS = 1_000_000n;

/** Reading what was filed in this time costs less than finding out that there is no need to. */
const RECENT_NS = 600_000_000_000n;

/** When the spans are filed of traces that begin in the range. They never are before their trace begins. */
async function filedRangeOf(
  session: ReadSession,
  startNs: bigint | undefined,
  endNs: bigint | undefined,
): Promise<FiledRange> {
  const since = startNs === undefined ? {} : { firstNs: startNs };
  if (endNs === undefined || endNs > BigInt(Date.now()) * NS_PER_MS - RECENT_NS) return since;
  const rows = await session.rows<{ lastNs: string }>(lastEndStatement(startNs, endNs));
  const lastNs = BigInt(rows[0]?.lastNs ?? 0);
  return { ...since, lastNs: lastNs > endNs ? lastNs : endNs };
}

interface Window {
  readonly startNs?: bigint;
  readonly endNs?: bigint;
}

function sinceOf({ startNs }: Window): FiledRange {
  return startNs === undefined ? {} : { firstNs: startNs };
}

const NS_PER_SECOND = 1_000_000_000n;
const FIRST_WINDOW_NS = 60n * NS_PER_SECOND;
/** Each looks at all of those before it again, which is this part of its own cost. */
const GROWTH = 12n;
/** The window after one of more than about ten days has no beginning. */
const MAX_WINDOW_NS = 10n * 86_400n * NS_PER_SECOND;

/** From the newest span on, backwards. */
async function* windows(
  session: ReadSession,
  startNs: bigint | undefined,
  endNs: bigint | undefined,
): AsyncGenerator<Window> {
  const filed = {
    ...(startNs === undefined ? {} : { firstNs: startNs }),
    ...(endNs === undefined ? {} : { lastNs: endNs }),
  };
  const rows = await session.rows<{ second: number }>(newestMinuteStatement(filed));
  const newest = rows[0]?.second;
  // What is filed then begins then or before.
  if (newest === undefined) return;
  let windowEndNs = endNs;
  let sizeNs = FIRST_WINDOW_NS;
  for (;;) {
    const windowStartNs = BigInt(newest) * NS_PER_SECOND + FIRST_WINDOW_NS - sizeNs;
    const isLast = sizeNs > MAX_WINDOW_NS || (startNs !== undefined && windowStartNs <= startNs);
    const from = isLast ? startNs : windowStartNs;
    yield {
      ...(from === undefined ? {} : { startNs: from }),
      ...(windowEndNs === undefined ? {} : { endNs: windowEndNs }),
    };
    if (isLast) return;
    windowEndNs = windowStartNs;
    sizeNs *= GROWTH;
  }
}
