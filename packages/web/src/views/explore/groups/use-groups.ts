// The groups of the page's question by one field: three questions to the engine, asked at once; how many spans
// there are is shown before the rest is known.

import { useQueries } from '@tanstack/react-query';
import { fetchMetrics } from '../../../data/api-client.ts';
import type { Explore } from '../use-explore.ts';
import { type GroupQuestion, type GroupRow, groupQuery, groupRows } from './group-rows.ts';

/** More values than anybody compares; the answer says when there are more. */
const MAX_GROUPS = 1_000;
/** So that all questions are answered about the same groups. */
const MAX_SERIES: Readonly<Record<GroupQuestion, number>> = {
  spans: MAX_GROUPS,
  errors: MAX_GROUPS,
  // Two quantiles each.
  durations: 2 * MAX_GROUPS,
};
const STALE_MS = 60_000;

const QUESTIONS: readonly GroupQuestion[] = ['spans', 'errors', 'durations'];

interface Groups {
  readonly rows: readonly GroupRow[] | undefined;
  readonly isComplete: boolean;
  /** Why it is not all there is. */
  readonly incomplete: string | undefined;
  readonly error: Error | undefined;
  readonly retry: () => void;
}

export function useGroups({ query, resolved }: Explore, field: string): Groups {
  const [spans, errors, durations] = useQueries({
    queries: QUESTIONS.map((question) => {
      const parameters = new URLSearchParams();
      parameters.append('q', groupQuery(query, field, question));
      parameters.append('start', new Date(resolved.startMs).toISOString());
      parameters.append('end', new Date(resolved.endMs).toISOString());
      parameters.append('instant', 'true');
      parameters.append('maxSeries', String(MAX_SERIES[question]));
      return {
        queryKey: ['groups', parameters.toString()],
        queryFn: ({ signal }: { readonly signal: AbortSignal }) => fetchMetrics(parameters, signal),
        staleTime: STALE_MS,
      };
    }),
  });
  const all = [spans, errors, durations];
  const incomplete = all.find((asked) => asked?.data?.incomplete !== undefined);
  return {
    rows:
      spans?.data === undefined
        ? undefined
        : groupRows(field, spans.data, errors?.data, durations?.data),
    isComplete: all.every((asked) => asked?.data !== undefined),
    incomplete: incomplete?.data?.incomplete?.message,
    error: all.find((asked) => asked?.error != null)?.error ?? undefined,
    retry: () => {
      for (const asked of all) void asked?.refetch();
    },
  };
}
