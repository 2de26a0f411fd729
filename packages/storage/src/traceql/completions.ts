// What names and values have in common: the days that are asked of the catalogue, and the order and the end of
// a list.

import type { Completions, TimeRange } from '../contract/traceql-store.ts';
import type { SqlParameters } from '../read/sql-parameters.ts';
import { TRUE } from './compare-sql.ts';
import { firstDay, secondOf } from './filed-range.ts';

/** Spans may come long after they began, so that no day is too late. */
export function daysSql({ startNs }: TimeRange, parameters: SqlParameters): string {
  return startNs === undefined ? TRUE : `day >= ${firstDay(secondOf(startNs), parameters)}`;
}

export function prefixSql(
  column: string,
  prefix: string | undefined,
  parameters: SqlParameters,
): string {
  if (prefix === undefined || prefix === '') return TRUE;
  return `startsWith(lowerUTF8(${column}), lowerUTF8(${parameters.bind('String', prefix)}))`;
}

export function hasPrefix(text: string, prefix: string | undefined): boolean {
  return prefix === undefined || text.toLowerCase().startsWith(prefix.toLowerCase());
}

/** Most frequent first, ties by their text. */
export function ranked<T extends { readonly count: number }>(
  items: readonly T[],
  textOf: (item: T) => string,
  { limit, isEstimate }: { readonly limit: number; readonly isEstimate: boolean },
): Completions<T> {
  const inOrder = items.toSorted((a, b) => {
    return b.count - a.count || (textOf(a) < textOf(b) ? -1 : 1);
  });
  return { items: inOrder.slice(0, limit), hasMore: inOrder.length > limit, isEstimate };
}
