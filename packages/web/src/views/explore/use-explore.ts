// The question that Explore asks, for every part of the page: read from the address, changed by going to
// another. What is typed in the query bar and not yet run is not here.

import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { addCondition as addToQuery } from '../../query/edit-query.ts';
import { type ExploreState, readExploreState } from '../../state/explore-state.ts';
import { moveNowWith, questionOf } from '../../state/now.ts';
import type { Changes } from '../../state/search-params.ts';
import type { ResolvedRange, TimeRange } from '../../state/time-range.ts';
import { useTimeRange } from '../range/use-time-range.ts';

const route = getRouteApi('/');

export interface Explore {
  readonly state: ExploreState;
  /** The query that was run; `{ }` when every trace is asked for. */
  readonly query: string;
  readonly range: TimeRange;
  /** [startMs, endMs) of everything on the page; startMs is 0 for any time. */
  readonly resolved: ResolvedRange;
  /** Changes whenever somebody asks again. */
  readonly nowMs: number;
  readonly setRange: (range: TimeRange) => void;
  /** Another query, run at once. */
  readonly setQuery: (query: string) => void;
  /** A condition such as `duration > 1s`, put into the query; one it contradicts goes. Not possible: false. */
  readonly addCondition: (condition: string) => boolean;
  /** Order, columns, grouping. */
  readonly change: (changes: Changes<ExploreState>) => void;
  /** The same for what is asked, the query and the range: from now on. */
  readonly ask: (changes: Changes<ExploreState>) => void;
}

export const EVERY_TRACE = '{ }';

export function useExplore(): Explore {
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const { range, resolved, nowMs, setRange } = useTimeRange();
  const change = useCallback(
    (changes: Changes<ExploreState>) => {
      void navigate({
        to: '/',
        search: (previous) => readExploreState({ ...previous, ...changes }),
      });
    },
    [navigate],
  );
  const ask = useCallback(
    (changes: Changes<ExploreState>) => {
      moveNowWith(questionOf('/', { ...state, ...changes }));
      change(changes);
    },
    [change, state],
  );
  const { q } = state;
  const setQuery = useCallback(
    (next: string) => {
      const text = next.trim();
      ask({ q: text === '' || text === EVERY_TRACE ? undefined : text });
    },
    [ask],
  );
  const addCondition = useCallback(
    (condition: string) => {
      const next = addToQuery(q ?? '', condition);
      if (next !== undefined) setQuery(next);
      return next !== undefined;
    },
    [q, setQuery],
  );
  const query = q ?? EVERY_TRACE;
  return { state, query, range, resolved, nowMs, setRange, setQuery, addCondition, change, ask };
}
