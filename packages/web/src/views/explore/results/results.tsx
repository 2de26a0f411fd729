// What the search found: how much, in which order, what is missing and why, the table, and more of it.

import type { TraceOrder } from '@throughline/model/api/search';
import './results.css';
import { useCallback } from 'react';
import { formatCount, formatQuantity } from '../../../base/format-count.ts';
import { isRefused } from '../../../data/api-client.ts';
import { MAX_LIVE_TRACES } from '../../../data/search-session.ts';
import { DEFAULT_ORDER } from '../../../state/explore-state.ts';
import { ErrorMessage, Notice } from '../../../widgets/message.tsx';
import type { Explore } from '../use-explore.ts';
import { ChosenToCompare } from './compare-choice.tsx';
import { NoResults } from './no-results.tsx';
import { ResultsHead } from './results-head.tsx';
import { ResultsTable } from './results-table.tsx';
import { type ShownSearch, useSearch } from './use-search.ts';
import { useTracePageAhead } from './use-trace-page-ahead.ts';

interface ResultsProps {
  readonly explore: Explore;
  readonly onRun: () => void;
}

export function Results({ explore, onRun }: ResultsProps) {
  const search = useSearch(explore);
  const { session, traces, phase, end, error } = search;
  const { state, change } = explore;
  useTracePageAhead(traces.length > 0);
  const onOrder = useCallback(
    (order: TraceOrder) => change({ order: order === DEFAULT_ORDER ? undefined : order }),
    [change],
  );
  // After a failure only a person asks again.
  const onNearEnd = useCallback(() => {
    if (phase === 'done') session?.loadMore();
  }, [session, phase]);
  if (phase === 'failed' && error !== undefined && traces.length === 0) {
    return isRefused(error) ? (
      <ErrorMessage title="The query cannot be run" error={error} onRetry={undefined} />
    ) : (
      <ErrorMessage title="The search did not succeed" error={error} onRetry={onRun} />
    );
  }
  const isOver = phase === 'done' || phase === 'cancelled';
  return (
    <section
      className="results"
      data-testid="search-results"
      aria-label="Traces found"
      aria-busy={search.isStale || phase === 'searching'}
    >
      <ResultsHead explore={explore} search={search} onOrder={onOrder} onRun={onRun} />
      {end?.incomplete !== undefined && (
        <div className="results-notice">
          <Notice>{end.incomplete.message}</Notice>
        </div>
      )}
      {search.isCut && (
        <div className="results-notice">
          <Notice>
            More traces arrived than a live list keeps ({formatCount(MAX_LIVE_TRACES)}). Run the
            query again to page through all of them.
          </Notice>
        </div>
      )}
      {traces.length === 0 && isOver && (
        <NoResults
          explore={explore}
          phase={phase}
          isIncomplete={end?.incomplete !== undefined}
          onRun={onRun}
        />
      )}
      {traces.length > 0 && (
        <ResultsTable
          state={state}
          address={search.address}
          traces={traces}
          isStale={search.isStale}
          onOrder={onOrder}
          onNearEnd={onNearEnd}
        />
      )}
      {traces.length > 0 && <LoadMore {...search} />}
      <ChosenToCompare />
    </section>
  );
}

function LoadMore({ traces, end, phase, error, session }: ShownSearch) {
  if (phase === 'searching') return null;
  if (end !== undefined && !end.hasMore && error === undefined) {
    return (
      <p className="results-end muted" data-testid="results-end">
        That is all: {formatQuantity(traces.length, 'trace')}.
      </p>
    );
  }
  const isLoading = phase === 'loading-more';
  return (
    <div className="results-end">
      <button
        type="button"
        className="button"
        data-testid="load-more"
        disabled={isLoading || end?.nextCursor === undefined}
        onClick={() => session?.loadMore()}
      >
        {isLoading ? 'Loading more…' : 'Load more'}
      </button>
      <span className={error === undefined ? 'muted' : 'field-error'}>
        {error === undefined
          ? `${formatCount(traces.length)} listed`
          : `More could not be loaded: ${error.message}`}
      </span>
    </div>
  );
}
