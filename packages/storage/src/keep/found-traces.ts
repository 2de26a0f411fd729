// All traces that a query finds, page by page: what a deletion asks for, and no answer for people.

import { QueryLimitError } from '../contract/errors.ts';
import type {
  QueryLimits,
  TimeRange,
  TracePosition,
  TraceqlStore,
} from '../contract/traceql-store.ts';

export type Search = TraceqlStore['search'];

export interface FoundCounts {
  readonly traceId: string;
  readonly spanCount: number;
}

/** Held in memory at a time, some hundred bytes each. */
const PAGE_TRACES = 5_000;

/** Throws QueryLimitError rather than leave some out. */
export async function* allFoundTraces(
  search: Search,
  { query, range }: { readonly query: Parameters<Search>[0]['query']; readonly range: TimeRange },
  limits: QueryLimits,
): AsyncGenerator<readonly FoundCounts[]> {
  let after: TracePosition | undefined;
  do {
    const answer = await search({
      query,
      range,
      limits,
      order: 'start',
      limit: PAGE_TRACES,
      spansPerSpanset: 0,
      ...(after === undefined ? {} : { after }),
    });
    if (answer.incomplete !== undefined) throw new QueryLimitError(answer.incomplete.message);
    yield answer.traces;
    after = answer.next;
  } while (after !== undefined);
}
