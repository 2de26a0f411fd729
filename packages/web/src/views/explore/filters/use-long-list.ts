// A list to choose from that may be too long to be had at once: then what was typed is asked for.

import { type UseQueryOptions, useQuery } from '@tanstack/react-query';

export function useLongList<Answer extends { readonly hasMore: boolean }>(
  queryOf: (prefix: string) => UseQueryOptions<Answer, Error, Answer, string[]>,
  prefix: string,
) {
  const first = useQuery(queryOf(''));
  const isAsked = first.data?.hasMore === true && prefix !== '';
  const narrowed = useQuery({ ...queryOf(prefix), enabled: isAsked });
  return isAsked ? narrowed : first;
}
