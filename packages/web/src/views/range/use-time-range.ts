// The time range of the page that is open, for every page that has one: read from the address, and changed by
// going to another, so that back and forward go through the ranges.

import { useMatches, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { moveNowWith, questionOf, useNowMs } from '../../state/now.ts';
import {
  type ResolvedRange,
  readTimeRange,
  resolveRange,
  type TimeRange,
} from '../../state/time-range.ts';

interface TimeRangeOfPage {
  readonly range: TimeRange;
  /** What the range means now; stays the same until somebody asks again, for all who ask on the page. */
  readonly resolved: ResolvedRange;
  readonly nowMs: number;
  readonly setRange: (range: TimeRange) => void;
}

export function useTimeRange(): TimeRangeOfPage {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  // Of the page that is shown, as the search is; the router's own location is already the next one.
  const pathname = useMatches({ select: (matches) => matches.at(-1)?.pathname ?? '' });
  const navigate = useNavigate();
  const nowMs = useNowMs(questionOf(pathname, search));
  const { start, end } = readTimeRange(search);
  const range = useMemo(
    () => ({ ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }),
    [start, end],
  );
  const resolved = useMemo(() => resolveRange(range, nowMs), [range, nowMs]);
  const setRange = useCallback(
    (next: TimeRange) => {
      moveNowWith(questionOf(pathname, { q: search['q'], ...next }));
      void navigate({
        to: '.',
        search: ({ start: _start, end: _end, ...others }) => ({
          ...others,
          ...readTimeRange({ ...next }),
        }),
      });
    },
    [navigate, pathname, search],
  );
  return { range, resolved, nowMs, setRange };
}
