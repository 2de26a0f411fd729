// Where the palette can lead: the pages, the services, the queries that were saved, the themes, and the trace or query
// that was typed.

import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { parseTraceId } from '../base/parse-trace-id.ts';
import { servicesQuery } from '../data/queries.ts';
import { savedQueriesQuery } from '../data/saved-queries.ts';
import { chooseTheme, THEME_CHOICES } from '../state/theme.ts';
import { rangeOf } from '../state/time-range.ts';
import { exploreFor } from '../state/traceql-of.ts';
import { PAGE_LIST } from './pages.ts';
import type { PaletteEntry } from './rank-entries.ts';

/** Shorter ones are names as well: "cafe", "feed", "add". */
const SURE_ID_LENGTH = 16;

export interface PaletteOffer {
  readonly entries: readonly PaletteEntry[];
  /** What the text itself is: the id of a trace, or a query. */
  readonly typed: PaletteEntry | undefined;
  /** Whether it can hardly be anything else. */
  readonly isSurelyTyped: boolean;
}

export interface PaletteActions {
  readonly showHelp: () => void;
  /** Of traces, to be loaded. */
  readonly chooseFiles: () => void;
}

export function usePaletteEntries(
  text: string,
  { showHelp, chooseFiles }: PaletteActions,
): PaletteOffer {
  const navigate = useNavigate();
  const services = useQuery(servicesQuery());
  const saved = useQuery(savedQueriesQuery());
  const names = services.data?.services;
  const queries = saved.data?.queries;
  const entries = useMemo(
    (): readonly PaletteEntry[] => [
      ...PAGE_LIST.map(({ path, label, about, key }) => ({
        id: `page ${path}`,
        kind: 'Page',
        label,
        note: `${about} · G ${key}`,
        open: () => void navigate({ to: path, search: rangeOf }),
      })),
      ...(names ?? []).map(({ name }) => ({
        id: `service ${name}`,
        kind: 'Service',
        label: name,
        open: () =>
          void navigate({
            to: '/services/$service',
            params: { service: name },
            search: rangeOf,
          }),
      })),
      ...(queries ?? []).map(({ name, q }) => ({
        id: `query ${name}`,
        kind: 'Query',
        label: name,
        note: q,
        open: () => void navigate({ to: '/', search: (before) => exploreFor(before, q) }),
      })),
      ...THEME_CHOICES.map(({ choice, label }) => ({
        id: `theme ${choice}`,
        kind: 'Theme',
        label,
        open: () => chooseTheme(choice),
      })),
      {
        id: 'files',
        kind: 'Files',
        label: 'Load trace files',
        note: 'or drop them on the page',
        open: chooseFiles,
      },
      { id: 'help', kind: 'Help', label: 'Keyboard and pointer', note: '?', open: showHelp },
    ],
    [names, queries, navigate, showHelp, chooseFiles],
  );
  const query = text.trim();
  if (query.startsWith('{')) {
    const open = () => void navigate({ to: '/', search: (before) => exploreFor(before, query) });
    return {
      entries,
      typed: { id: 'query', kind: 'Query', label: query, note: 'in Explore', isCode: true, open },
      isSurelyTyped: true,
    };
  }
  const traceId = parseTraceId(text);
  const typed =
    traceId === undefined
      ? undefined
      : {
          id: `trace ${traceId}`,
          kind: 'Trace',
          label: traceId,
          isCode: true,
          open: () => void navigate({ to: '/trace/$traceId', params: { traceId } }),
        };
  return { entries, typed, isSurelyTyped: query.length >= SURE_ID_LENGTH };
}
