// The queries that are saved under names, for everybody who uses this server.

import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { SavedQueriesAnswer } from '@throughline/model/api/saved-queries';
import { API, getJson, sendJson } from './api-client.ts';

const KEY = ['saved-queries'];
const STALE_MS = 15_000;

export function savedQueriesQuery() {
  return queryOptions({
    queryKey: KEY,
    queryFn: async ({ signal }) =>
      (await getJson(`${API}/saved-queries`, signal)) as SavedQueriesAnswer,
    staleTime: STALE_MS,
  });
}

export interface SavedQueryChange {
  readonly name: string;
  /** Undefined deletes it. */
  readonly q: string | undefined;
}

export function useChangeSavedQueries() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, q }: SavedQueryChange) => {
      const path = `${API}/saved-queries/${encodeURIComponent(name)}`;
      const answer =
        q === undefined ? await sendJson('DELETE', path) : await sendJson('PUT', path, { q });
      return answer as SavedQueriesAnswer;
    },
    onSuccess: (answer) => client.setQueryData(KEY, answer),
  });
}
