// Explore: which traces there are. The address holds the question; this page puts together what asks and shows.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import './explore.css';
import { servicesQuery } from '../../data/queries.ts';
import { seriesUnit } from '../../query/query-parts.ts';
import { rememberExplore } from '../../state/last-explore.ts';
import { moveNow } from '../../state/now.ts';
import { FilterBar } from './filters/filter-bar.tsx';
import { GroupTable } from './groups/group-table.tsx';
import { QueryBar } from './query-bar/query-bar.tsx';
import { Results } from './results/results.tsx';
import { useSearchFailed } from './results/use-search.ts';
import { type Explore, useExplore } from './use-explore.ts';

/** Only the empty server needs it. */
const FirstTrace = lazy(async () => {
  const { FirstTrace: component } = await import('../first-trace/first-trace.tsx');
  return { default: component };
});

/** Charts come after what can be read and typed in. */
const ExploreOverview = lazy(async () => {
  const { ExploreOverview: component } = await import('./overview/explore-overview.tsx');
  return { default: component };
});

const SeriesResults = lazy(async () => {
  const { SeriesResults: component } = await import('./series/series-results.tsx');
  return { default: component };
});

export function ExplorePage() {
  const explore = useExplore();
  const { state, resolved, setQuery } = explore;
  const services = useQuery(servicesQuery());
  const client = useQueryClient();
  const [text, setText] = useState(state.q ?? '');

  // With a new address (run, back, forward) what was typed and not run belongs to the old one.
  const [shownQuery, setShownQuery] = useState(state.q);
  if (shownQuery !== state.q) {
    setShownQuery(state.q);
    setText(state.q ?? '');
  }
  useEffect(() => rememberExplore(state), [state]);
  useEffect(() => {
    document.title = 'Explore · Throughline';
  }, []);

  const unit = useMemo(() => seriesUnit(explore.query), [explore.query]);
  const hasFailed = useSearchFailed();
  const isEmpty = services.data?.services.length === 0;
  // The first spans have come: the search was answered before that.
  useEffect(() => (isEmpty ? () => moveNow() : undefined), [isEmpty]);
  const run = useCallback(
    (next: string) => {
      setText(next);
      setQuery(next);
      void client.invalidateQueries({ queryKey: ['services'] });
    },
    [setQuery, client],
  );
  if (isEmpty) {
    return (
      <Suspense>
        <FirstTrace />
      </Suspense>
    );
  }
  return (
    <div className="explore">
      <h1 className="visually-hidden">Explore traces</h1>
      <div className="explore-question">
        <QueryBar
          text={text}
          isOpen={text !== (state.q ?? '') || hasFailed}
          range={resolved}
          onText={setText}
          onRun={run}
        />
        <FilterBar text={text} range={resolved} onEdit={run} />
      </div>
      {unit === undefined ? (
        <Traces explore={explore} onRun={() => run(text)} />
      ) : (
        <Suspense>
          <SeriesResults explore={explore} unit={unit} />
        </Suspense>
      )}
    </div>
  );
}

interface TracesProps {
  readonly explore: Explore;
  readonly onRun: () => void;
}

function Traces({ explore, onRun }: TracesProps) {
  const { group } = explore.state;
  return (
    <>
      <Suspense fallback={<div className="explore-charts" />}>
        <ExploreOverview explore={explore} />
      </Suspense>
      {group === undefined ? (
        <Results explore={explore} onRun={onRun} />
      ) : (
        <GroupTable explore={explore} field={group} />
      )}
    </>
  );
}
