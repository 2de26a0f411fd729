// The traces found, in the order asked for: a table of which only the rows in view exist in the document.

import { useVirtualizer } from '@tanstack/react-virtual';
import type { TraceOrder, TraceSummary } from '@throughline/model/api/search';
import {
  type CSSProperties,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { isToday } from '../../../base/format-time.ts';
import type { Hues } from '../../../base/service-hue.ts';
import { useUsualHues } from '../../../data/use-usual-hues.ts';
import { DEFAULT_ORDER, type ExploreState } from '../../../state/explore-state.ts';
import { columnsOf, fitColumns, gridOf } from './columns.ts';
import { ResultRow } from './result-row.tsx';
import { ResultsHeader } from './results-header.tsx';
import { rememberedTop, useListScroll } from './use-list-scroll.ts';

interface ResultsTableProps {
  readonly state: ExploreState;
  /** What the list answers: the list keeps its place while this stays the same. */
  readonly address: string;
  readonly traces: readonly TraceSummary[];
  /** The rows answer an earlier question; the new answer is on its way. */
  readonly isStale: boolean;
  readonly onOrder: (order: TraceOrder) => void;
  /** The last rows are near. */
  readonly onNearEnd: () => void;
}

const ROW_HEIGHT = 32;
/** Two lines where there is no room for columns (results.css has the same width), and one for chosen fields. */
const NARROW_ROW_HEIGHT = 56;
const NARROW_FIELDS_HEIGHT = 22;
const NARROW_WIDTH = 720;
const OVERSCAN_ROWS = 12;
/** More are asked for before the last row is seen. */
const NEAR_END_ROWS = 20;
const NO_HUES: Hues = new Map();

export function ResultsTable(props: ResultsTableProps) {
  const { state, address, traces, isStale, onOrder, onNearEnd } = props;
  const listRef = useRef<HTMLDivElement>(null);
  const { page, top, widthPx, isNarrow } = usePlace(listRef);
  const nowMs = Date.now();
  const services = useMemo(() => traces.flatMap(namesOf), [traces]);
  const usualHues = useUsualHues(services) ?? NO_HUES;
  const hasDay = traces.some(({ startTimeUnixNano }) => !isToday(BigInt(startTimeUnixNano), nowMs));
  const columns = useColumns(state, hasDay, isNarrow ? undefined : widthPx);
  const grid = gridOf(columns);
  const hasFields = columns.some(({ id }) => id === 'field');
  const rowHeight = isNarrow
    ? NARROW_ROW_HEIGHT + (hasFields ? NARROW_FIELDS_HEIGHT : 0)
    : ROW_HEIGHT;
  const virtualizer = useVirtualizer({
    count: traces.length,
    getScrollElement: () => page,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    scrollMargin: top,
    initialOffset: () => rememberedTop(address),
    getItemKey: (index) => traces[index]?.traceId ?? index,
  });
  // After the virtualizer, which scrolls too when it begins.
  useListScroll(page, address);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height of rows is what changed
  useLayoutEffect(() => virtualizer.measure(), [rowHeight, virtualizer]);
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const isNearEnd = traces.length > 0 && lastShown >= traces.length - NEAR_END_ROWS;
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, onNearEnd]);
  useFirstRowKey(listRef);
  const longestNs = traces.reduce((max, trace) => Math.max(max, Number(trace.durationNano)), 1);
  return (
    // Virtual rows cannot be children of one <table>: the roles say what it is.
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div
      role="table"
      aria-label="Traces"
      aria-rowcount={traces.length + 1}
      className="results-table"
      style={{ '--columns': grid.template, '--min-width': `${grid.minPx}px` } as CSSProperties}
    >
      <ResultsHeader
        columns={columns}
        order={state.order ?? DEFAULT_ORDER}
        longestNs={longestNs}
        onOrder={onOrder}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div
        ref={listRef}
        role="rowgroup"
        className={`results-list ${isStale ? 'results-stale' : ''}`}
        style={{ height: traces.length * rowHeight }}
        onKeyDown={moveFocus}
      >
        {items.map((item) => {
          const trace = traces[item.index];
          if (trace === undefined) return null;
          return (
            <ResultRow
              key={item.key}
              trace={trace}
              columns={columns}
              index={item.index}
              topPx={item.index * rowHeight}
              heightPx={rowHeight}
              longestNs={longestNs}
              nowMs={nowMs}
              usualHues={usualHues}
            />
          );
        })}
      </div>
    </div>
  );
}

/** `roomPx`: undefined where there are no columns but lines. */
function useColumns(state: ExploreState, hasDay: boolean, roomPx: number | undefined) {
  return useMemo(() => {
    const all = columnsOf(state, hasDay);
    return state.differ === undefined || roomPx === undefined ? all : fitColumns(all, roomPx);
  }, [state, hasDay, roomPx]);
}

interface Place {
  readonly page: HTMLElement | null;
  /** Of the list's top in what is scrolled. */
  readonly top: number;
  /** That the table has. */
  readonly widthPx: number;
  readonly isNarrow: boolean;
}

/** The list begins below the filters and the charts, which may wrap, fold and grow. */
function usePlace(listRef: RefObject<HTMLElement | null>): Place {
  const [place, setPlace] = useState<Place>({
    page: null,
    top: 0,
    widthPx: 0,
    isNarrow: false,
  });
  useLayoutEffect(() => {
    const list = listRef.current;
    const page = list?.closest<HTMLElement>('.page') ?? null;
    if (list === null || page === null) return;
    const measure = (): void => {
      const top =
        list.getBoundingClientRect().top - page.getBoundingClientRect().top + page.scrollTop;
      const isNarrow = page.clientWidth < NARROW_WIDTH;
      const widthPx = roomOf(list);
      setPlace((before) =>
        before.page === page &&
        before.top === top &&
        before.widthPx === widthPx &&
        before.isNarrow === isNarrow
          ? before
          : { page, top, widthPx, isNarrow },
      );
    };
    const observer = new ResizeObserver(measure);
    observer.observe(page);
    for (const above of page.querySelectorAll('.explore > *')) observer.observe(above);
    measure();
    return () => observer.disconnect();
  }, [listRef]);
  return place;
}

/** Not the list's own width, which may be more than there is room for. */
function roomOf(list: HTMLElement): number {
  const explore = list.closest<HTMLElement>('.explore');
  if (explore === null) return list.clientWidth;
  return explore.clientWidth - Number.parseFloat(getComputedStyle(explore).paddingRight);
}

function namesOf(trace: TraceSummary): readonly string[] {
  return trace.services.map((service) => service.name);
}

/** With the focus nowhere, as after leaving the query, ↓ comes to the first row that is drawn. */
function useFirstRowKey(listRef: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'ArrowDown' || event.target !== document.body) return;
      const first = listRef.current?.querySelector<HTMLElement>('a.result-link');
      if (first == null) return;
      event.preventDefault();
      first.focus();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [listRef]);
}

/** Arrow keys go from row to row; Tab does too, since every row holds a link. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a.result-link')];
  const rowOf = (link: Element): number =>
    Number(link.closest('[aria-rowindex]')?.getAttribute('aria-rowindex'));
  const { activeElement } = document;
  if (activeElement === null) return;
  const wanted = rowOf(activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
  const next = links.find((link) => rowOf(link) === wanted);
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
