// The question of the comparison page.

import { queryOptions } from '@tanstack/react-query';
import { fetchComparison } from './api-client.ts';

const COMPARISON_STALE_MS = 60_000;

export function compareQuery(left: string, right: string) {
  return queryOptions({
    queryKey: ['compare', left, right],
    queryFn: ({ signal }) => fetchComparison(left, right, signal),
    staleTime: COMPARISON_STALE_MS,
  });
}
