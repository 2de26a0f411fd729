// Explore: which traces there are. The address holds the filters; this page asks and shows.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo } from 'react';
import './explore.css';
import { formatQuantity } from '../../base/format-count.ts';
import { searchQuery, servicesQuery } from '../../data/queries.ts';
import { type ExploreState, hasFilters } from '../../state/explore-state.ts';
import { rememberExplore } from '../../state/last-explore.ts';
import { isAnyTime as rangeIsAnyTime } from '../../state/time-range.ts';
import { ErrorMessage, LoadingText, Message } from '../../widgets/message.tsx';
import { FilterForm } from './filter-form.tsx';
import { FirstTrace } from './first-trace.tsx';
import { ResultsTable } from './results-table.tsx';

const route = getRouteApi('/');

export function ExplorePage() {
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const services = useQuery(servicesQuery());
  const search = useInfiniteQuery(searchQuery(state));
  const { refetch } = search;

  useEffect(() => rememberExplore(state), [state]);
  useEffect(() => {
    document.title = 'Explore · Throughline';
  }, []);

  const change = useCallback(
    (next: ExploreState) => void navigate({ to: '/', search: next }),
    [navigate],
  );
  /** Run also asks again when nothing changed: "the last hour" has moved on. */
  const run = useCallback(
    (next: ExploreState) => {
      if (JSON.stringify(next) === JSON.stringify(state)) void refetch();
      else change(next);
    },
    [change, refetch, state],
  );

  const pages = search.data?.pages;
  const traces = useMemo(() => pages?.flatMap((page) => page.traces) ?? [], [pages]);

  const isEmpty = services.data?.services.length === 0;
  // The first spans have come: the search was answered before that.
  useEffect(() => {
    if (isEmpty) return () => void refetch();
    return undefined;
  }, [isEmpty, refetch]);
  if (isEmpty) return <FirstTrace />;
  return (
    <div className="explore">
      <h1 className="visually-hidden">Explore traces</h1>
      <FilterForm state={state} onChange={change} onRun={run} />
      {search.error !== null && pages === undefined ? (
        <ErrorMessage
          title="The search did not succeed"
          error={search.error}
          onRetry={() => void refetch()}
        />
      ) : pages === undefined || (traces.length === 0 && search.isFetching) ? (
        <div className="results-head">
          <LoadingText>Searching…</LoadingText>
        </div>
      ) : traces.length === 0 ? (
        <NoResults state={state} onChange={change} />
      ) : (
        <ResultsTable
          address={JSON.stringify(state)}
          traces={traces}
          hasMore={search.hasNextPage}
          isStale={search.isPlaceholderData || (search.isFetching && !search.isFetchingNextPage)}
          isLoadingMore={search.isFetchingNextPage}
          error={search.error ?? undefined}
          onLoadMore={() => void search.fetchNextPage()}
        />
      )}
    </div>
  );
}

interface NoResultsProps {
  readonly state: ExploreState;
  readonly onChange: (state: ExploreState) => void;
}

function NoResults({ state, onChange }: NoResultsProps) {
  const filterCount = Object.keys(state).filter((key) => key !== 'start' && key !== 'end').length;
  const isAnyTime = rangeIsAnyTime(state);
  const { start: _start, end: _end, ...filters } = state;
  return (
    <Message
      title="No trace matches"
      testId="no-results"
      actions={
        <>
          {!isAnyTime && (
            <button
              type="button"
              className="button"
              onClick={() => onChange({ ...filters, start: '0' })}
            >
              Search any time
            </button>
          )}
          {hasFilters(state) && (
            <button
              type="button"
              className="button"
              onClick={() =>
                onChange({
                  ...(state.start === undefined ? {} : { start: state.start }),
                  ...(state.end === undefined ? {} : { end: state.end }),
                })
              }
            >
              Remove {formatQuantity(filterCount, 'filter')}
            </button>
          )}
        </>
      }
    >
      <p className="muted">
        {isAnyTime
          ? 'No trace that is kept satisfies all of the filters.'
          : 'No trace that started in this time range satisfies all of the filters. '}
        {hasFilters(state) &&
          'Service, operation, attributes, status and span duration must hold together on one span.'}
      </p>
    </Message>
  );
}
