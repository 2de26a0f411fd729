// The candidates of one search in its order, one statement for a page of them.

import type { TracePosition } from '../contract/traceql-store.ts';
import {
  type Candidate,
  type CandidateRow,
  type CandidateSearch,
  candidateOf,
  candidatesStatement,
  type EarlierRow,
  earlierStatement,
} from './candidates.ts';
import { secondOf } from './filed-range.ts';
import type { ReadSession } from './read-session.ts';

export interface PagedSearch extends CandidateSearch {
  /** Of receipt, days since the epoch: of the oldest bounds that are stored. */
  readonly oldestDay: number;
}

export async function* candidatePages(
  session: ReadSession,
  search: PagedSearch,
): AsyncGenerator<readonly Candidate[]> {
  let after: TracePosition | undefined = search.after;
  for (;;) {
    const statement = candidatesStatement(after === undefined ? search : { ...search, after });
    const page = (await session.rows<CandidateRow>(statement)).map(candidateOf);
    const inRange = (await withEarlier(session, search, page)).filter(
      ({ firstNs }) => search.startNs === undefined || firstNs >= search.startNs,
    );
    if (inRange.length > 0) yield inRange;
    if (page.length < search.limit) return;
    after = page.at(-1);
  }
}

const SECONDS_PER_DAY = 86_400;

/** A trace may go on for days, of which not all have been read. */
async function withEarlier(
  session: ReadSession,
  { sinceNs, oldestDay }: PagedSearch,
  page: readonly Candidate[],
): Promise<readonly Candidate[]> {
  const isAllRead =
    page.length === 0 ||
    sinceNs === undefined ||
    oldestDay >= Math.floor(secondOf(sinceNs) / SECONDS_PER_DAY) - 1;
  if (isAllRead) return page;
  const ids = page.map(({ traceId }) => traceId);
  const rows = await session.rows<EarlierRow>(earlierStatement(sinceNs, ids));
  if (rows.length === 0) return page;
  const earlier = new Map(rows.map((row) => [row.traceId, row]));
  return page.map((candidate) => {
    const row = earlier.get(candidate.traceId);
    return row === undefined ? candidate : extended(candidate, row);
  });
}

function extended(candidate: Candidate, { firstNs, lastNs }: EarlierRow): Candidate {
  const first = BigInt(firstNs);
  const last = BigInt(lastNs);
  return {
    ...candidate,
    firstNs: first < candidate.firstNs ? first : candidate.firstNs,
    lastNs: last > candidate.lastNs ? last : candidate.lastNs,
  };
}
