// What a search reads to have its candidates in order, and how many there are.

import type { TraceCondition } from '@throughline/traceql/plan/trace-condition';
import type { TracePosition, TraceqlSearch } from '../contract/traceql-store.ts';
import { candidatePages } from './candidate-pages.ts';
import { type Candidate, countStatement, lastEndStatement } from './candidates.ts';
import { readFiledExtent } from './filed-extent.ts';
import type { FiledRange } from './filed-range.ts';
import { type NewestSearch, newestFirst, type Wanted } from './newest-first.ts';
import type { ReadSession } from './read-session.ts';

/** `limit`: candidates of one statement. */
export async function* candidatesInOrder(
  session: ReadSession,
  request: TraceqlSearch,
  condition: TraceCondition,
  limit: number,
  wanted: Wanted,
): AsyncGenerator<readonly Candidate[]> {
  if (condition.kind === 'never') return;
  const search = await wholeSearch(session, request, condition, limit);
  if (search === undefined) return;
  yield* request.order === 'start'
    ? newestFirst(session, search, wanted)
    : candidatePages(session, search);
}

/** Over all of the range; undefined when nothing is filed in it, as a trace begins where its first span is filed. */
export async function wholeSearch(
  session: ReadSession,
  { order, range, after }: TraceqlSearch,
  condition: TraceCondition,
  limit: number,
): Promise<NewestSearch | undefined> {
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
        ...(startNs === undefined ? {} : { startNs, sinceNs: startNs }),
        ...(endNs === undefined ? {} : { endNs }),
        ...(after === undefined ? {} : { after }),
      };
}

function earlier(endNs: bigint | undefined, after: TracePosition | undefined): bigint | undefined {
  const afterNs = after === undefined ? undefined : after.value + 1n;
  if (endNs === undefined || afterNs === undefined) return endNs ?? afterNs;
  return least(endNs, afterNs);
}

interface Filed extends Pick<NewestSearch, 'newestNs' | 'oldestNs' | 'oldestDay'> {
  /** Of traces that begin in the range. */
  readonly spans: FiledRange;
}

/** Of all pages. */
export async function countCandidates(
  session: ReadSession,
  { after: _, ...request }: TraceqlSearch,
  condition: TraceCondition,
): Promise<{ sure: number; possible: number }> {
  const whole = await wholeSearch(session, request, condition, 1);
  if (whole === undefined) return { sure: 0, possible: 0 };
  // All bounds are looked at: what seems to begin later cannot be put right one by one.
  const { sinceNs: _since, ...search } = whole;
  const [row] = await session.rows<{ sure: string; possible: string }>(countStatement(search));
  return { sure: Number(row?.sure ?? 0), possible: Number(row?.possible ?? 0) };
}

function least(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

const NS_PER_SECOND = 1_000_000_000n;
const MINUTE_NS = 60n * NS_PER_SECOND;
/** Reading what was filed in this time costs less than finding out how little of it is needed. */
const LITTLE_NS = 600n * NS_PER_SECOND;

/** When the spans are filed of traces that begin in the range: never before their trace does. */
async function filedRangeOf(
  session: ReadSession,
  startNs: bigint | undefined,
  endNs: bigint | undefined,
): Promise<Filed | undefined> {
  const extent = await readFiledExtent(session, endNs);
  if (extent === undefined) return undefined;
  const { newestNs, newestUntilNs, oldestNs, oldestDay } = extent;
  if (startNs !== undefined && newestNs + MINUTE_NS <= startNs) return undefined;
  if (endNs !== undefined && oldestNs > endNs) return undefined;
  const since = startNs === undefined ? {} : { firstNs: startNs };
  const oldest = { oldestNs, oldestDay };
  if (endNs === undefined || newestNs <= endNs + LITTLE_NS) {
    const beginNs = endNs === undefined ? newestNs : least(newestNs, endNs);
    return { ...oldest, newestNs: beginNs, spans: since };
  }
  const [row] = await session.rows<{ lastNs: string }>(lastEndStatement(startNs, endNs));
  const lastNs = BigInt(row?.lastNs ?? 0);
  return {
    ...oldest,
    newestNs: newestUntilNs,
    spans: { ...since, lastNs: lastNs > endNs ? lastNs : endNs },
  };
}
