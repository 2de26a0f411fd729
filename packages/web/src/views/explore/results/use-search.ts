// The search of the page's question. One at a time: another question cancels it, and its rows stay, as an older
// answer, until the first of the new ones.

import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { createListeners } from '../../../base/listeners.ts';
import { searchTraces } from '../../../data/api-client.ts';
import { NOTHING_YET, SearchSession, type SearchSnapshot } from '../../../data/search-session.ts';
import type { Explore } from '../use-explore.ts';
import { searchParameters } from './search-parameters.ts';

export interface ShownSearch extends SearchSnapshot {
  /** What identifies the question: the list keeps its place while it stays the same. */
  readonly address: string;
  /** The rows answer the question before. */
  readonly isStale: boolean;
  readonly session: SearchSession | undefined;
}

const { subscribe, notify } = createListeners();
let openKey: string | undefined;
let session: SearchSession | undefined;
let shown: ShownSearch | undefined;
let unsubscribe: (() => void) | undefined;

function open(key: string, parameters: string): void {
  if (openKey === key) return;
  openKey = key;
  session?.cancel();
  unsubscribe?.();
  session = new SearchSession(parameters);
  unsubscribe = session.subscribe(show);
  show();
}

function show(): void {
  if (session === undefined) return;
  const { snapshot } = session;
  const isEmptySoFar = snapshot.phase === 'searching' && snapshot.traces.length === 0;
  const before = shown?.traces ?? [];
  shown = {
    ...snapshot,
    ...(isEmptySoFar ? { traces: before } : {}),
    isStale: isEmptySoFar && before.length > 0,
    address: openKey ?? '',
    session,
  };
  notify();
}

export function useSearch({ state, resolved, nowMs }: Explore): ShownSearch {
  const parameters = useMemo(() => searchParameters(state, resolved).toString(), [state, resolved]);
  // Asking again for any time has the same parameters, and is another search.
  const key = `${nowMs} ${parameters}`;
  useEffect(() => open(key, parameters), [key, parameters]);
  const current = useSyncExternalStore(subscribe, () => shown);
  return current ?? { ...NOTHING_YET, address: key, isStale: false, session: undefined };
}

/** The search that is shown came to no end. */
export function useSearchFailed(): boolean {
  return useSyncExternalStore(subscribe, () => shown?.phase === 'failed');
}

/** How many traces there are when the search, on its way, came by fewer. It counts while one reads. */
export function useExactTotal({ end, address, phase, session: asked }: ShownSearch) {
  const isAsked = phase === 'done' && end !== undefined && !end.total.isExact;
  return useQuery({
    queryKey: ['total', address],
    queryFn: async ({ signal }) => {
      const parameters = new URLSearchParams(asked?.parameters);
      parameters.set('limit', '1');
      parameters.set('spansPerSpanset', '0');
      parameters.set('countAll', 'true');
      return (await searchTraces(parameters, signal)).total;
    },
    enabled: isAsked,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
