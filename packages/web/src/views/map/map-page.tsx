// The map: who calls whom over the range, with rate, errors and latency on each connection.

import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { DependenciesAnswer } from '@throughline/model/api/dependencies';
import { useCallback, useEffect, useMemo } from 'react';
import './map.css';
import { dependenciesQuery } from '../../data/service-queries.ts';
import { useUsualHues } from '../../data/use-usual-hues.ts';
import { GraphView } from '../../graph/graph-view.tsx';
import { DEFAULT_DEPTH, type MapState, readMapState } from '../../state/map-state.ts';
import type { Changes } from '../../state/search-params.ts';
import { ANY_TIME } from '../../state/time-range.ts';
import { isTyping } from '../../widgets/is-typing.ts';
import { ErrorMessage, LoadingText, Message } from '../../widgets/message.tsx';
import { useTimeRange } from '../range/use-time-range.ts';
import { MapBar } from './map-bar.tsx';
import { MapPanel } from './map-panel.tsx';
import { idOfService, toGraph } from './to-graph.ts';

const route = getRouteApi('/map');
const NO_HUES: ReadonlyMap<string, number> = new Map();

export function MapPage() {
  const { resolved } = useTimeRange();
  const { data, error, refetch } = useQuery(dependenciesQuery(resolved));
  useEffect(() => {
    document.title = 'Map · Throughline';
  }, []);
  return (
    <div className="map">
      <h1 className="visually-hidden">Map of services</h1>
      {data !== undefined ? (
        data.nodes.length === 0 ? (
          <EmptyMap />
        ) : (
          <ServiceMap answer={data} />
        )
      ) : error === null ? (
        <div className="map-note">
          <LoadingText>Reading who calls whom…</LoadingText>
        </div>
      ) : (
        <ErrorMessage
          title="The map could not be read"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
    </div>
  );
}

function EmptyMap() {
  return (
    <Message
      title="No service has sent spans in this range"
      testId="map-empty"
      actions={
        <Link to="/map" search={{ start: ANY_TIME }} className="button">
          Look at any time
        </Link>
      }
    >
      <p className="muted">
        The map is made of the spans of the time range at the top of the page.
      </p>
    </Message>
  );
}

function ServiceMap({ answer }: { readonly answer: DependenciesAnswer }) {
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const names = useMemo(
    () => answer.nodes.flatMap(({ type, name }) => (type === 'service' ? [name] : [])),
    [answer],
  );
  const hues = useUsualHues(names) ?? NO_HUES;
  const { service, depth = DEFAULT_DEPTH, find = '', select: selectedId } = state;
  const graph = useMemo(
    () => toGraph(answer, { service, select: selectedId, depth, find, hues }),
    [answer, service, selectedId, depth, find, hues],
  );
  /** Typing is no step to go back to. */
  const change = useCallback(
    (changes: Changes<MapState>, replace = false) =>
      void navigate({
        to: '/map',
        search: (previous) => readMapState({ ...previous, ...changes }),
        replace,
      }),
    [navigate],
  );
  const select = useCallback((id: string | undefined) => change({ select: id }), [change]);
  const focus = (next: string | undefined): void =>
    change({
      ...{ service: next, depth: undefined },
      ...(next === undefined ? {} : { select: idOfService(next) }),
    });
  useEscape(state.select === undefined ? undefined : () => select(undefined));
  const selected = answer.nodes.find(({ id }) => id === state.select);
  return (
    <div className="map-body">
      <GraphView
        graph={graph}
        label="Map of services"
        form={state.form === 'list' ? 'list' : 'picture'}
        onForm={(form) => change({ form: form === 'list' ? form : undefined })}
        selectedId={state.select}
        onSelect={select}
        onOpen={(id) => {
          const node = answer.nodes.find((known) => known.id === id);
          if (node?.type === 'service') focus(node.name);
        }}
        onSelectEdge={({ to }) => select(to)}
      >
        <MapBar
          state={state}
          answer={answer}
          graph={graph}
          onChange={(changes) => change(changes, 'find' in changes)}
        />
      </GraphView>
      {selected !== undefined && (
        <MapPanel
          answer={answer}
          node={selected}
          range={state}
          focus={service}
          onFocus={focus}
          onSelect={select}
        />
      )}
    </div>
  );
}

function useEscape(onEscape: (() => void) | undefined): void {
  useEffect(() => {
    if (onEscape === undefined) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !isTyping(event)) onEscape();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [onEscape]);
}
