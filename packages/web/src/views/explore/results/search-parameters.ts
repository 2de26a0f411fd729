// The question of Explore as parameters of GET /api/v1/traces.

import { withStage } from '../../../data/metrics-queries.ts';
import { parseOrUndefined } from '../../../query/query-parts.ts';
import type { ExploreState } from '../../../state/explore-state.ts';
import type { ResolvedRange } from '../../../state/time-range.ts';
import { EVERY_TRACE } from '../use-explore.ts';

const PAGE_SIZE = 100;
/** Of a trace's matching spans, those that are asked for the values of columns. */
export const SPANS_FOR_COLUMNS = 20;

/** Without the cursor. */
export function searchParameters(
  state: ExploreState,
  { startMs, endMs }: ResolvedRange,
): URLSearchParams {
  const columns = state.column ?? [];
  const query = withColumns(state.q, columns);
  const parameters = new URLSearchParams();
  if (query !== undefined) parameters.append('q', query);
  if (startMs > 0) parameters.append('start', new Date(startMs).toISOString());
  // A range without an end has none here either: clocks that run ahead send spans of the future.
  if (state.end !== undefined) parameters.append('end', new Date(endMs).toISOString());
  if (state.order !== undefined) parameters.append('order', state.order);
  parameters.append('spansPerSpanset', String(columns.length === 0 ? 0 : SPANS_FOR_COLUMNS));
  parameters.append('limit', String(PAGE_SIZE));
  return parameters;
}

/** Columns are fields that the answer is asked for, too. A query that cannot be asked for them stays as it is. */
function withColumns(q: string | undefined, columns: readonly string[]): string | undefined {
  if (columns.length === 0) return q;
  const asked = withStage(q ?? EVERY_TRACE, `select(${columns.join(', ')})`);
  return parseOrUndefined(asked) === undefined ? q : asked;
}
