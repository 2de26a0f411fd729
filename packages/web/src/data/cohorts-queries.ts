// What sets a selection of spans apart from the others, as a question to GET /api/v1/compare/cohorts.

import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { CohortsAnswer } from '@throughline/model/api/cohorts';
import type { ResolvedRange } from '../state/time-range.ts';
import { API, getJson } from './api-client.ts';

const STALE_MS = 60_000;

export interface CohortsQuestion {
  /** TraceQL: which spans there are at all. */
  readonly q: string;
  readonly range: ResolvedRange;
  /** A filter. */
  readonly selection: string;
  /** When the spans of the selection start. */
  readonly window?: ResolvedRange | undefined;
  /** A filter; absent: all spans that are not selected. */
  readonly baseline?: string | undefined;
}

function isoOf(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

export function cohortsQuery({ q, range, selection, window, baseline }: CohortsQuestion) {
  const parameters = new URLSearchParams({
    ...{ q, selection, start: isoOf(range.startMs), end: isoOf(range.endMs) },
    ...(window === undefined
      ? {}
      : { selectionStart: isoOf(window.startMs), selectionEnd: isoOf(window.endMs) }),
    ...(baseline === undefined ? {} : { baseline }),
  });
  return queryOptions({
    queryKey: ['cohorts', parameters.toString()],
    queryFn: async ({ signal }) =>
      (await getJson(`${API}/compare/cohorts?${parameters}`, signal)) as CohortsAnswer,
    staleTime: STALE_MS,
    placeholderData: keepPreviousData,
  });
}
