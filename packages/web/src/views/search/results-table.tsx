// The traces found, newest first: a table of which only the rows in view exist in the document.

import { useVirtualizer } from '@tanstack/react-virtual';
import type { TraceSummary } from '@throughline/model/api/search';
import {
  type KeyboardEvent,
  type ReactNode,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { formatCount, formatQuantity } from '../../base/format-count.ts';
import { formatDuration } from '../../base/format-duration.ts';
import type { Hues } from '../../base/service-hue.ts';
import { useUsualHues } from '../../data/use-usual-hues.ts';
import { ResultRow } from './result-row.tsx';
import { rememberedTop, useListScroll } from './use-list-scroll.ts';

interface ResultsTableProps {
  /** What the list answers: the list keeps its place while this stays the same. */
  readonly address: string;
  readonly traces: readonly TraceSummary[];
  readonly hasMore: boolean;
  /** The rows answer an earlier question; the new answer is on its way. */
  readonly isStale: boolean;
  readonly isLoadingMore: boolean;
  readonly error: Error | undefined;
  readonly onLoadMore: () => void;
}

const ROW_HEIGHT = 32;
/** Two lines where there is no room for columns (explore.css has the same width). */
const NARROW_ROW_HEIGHT = 56;
const NARROW_WIDTH = 720;
const OVERSCAN_ROWS = 12;
const NO_HUES: Hues = new Map();

export function ResultsTable(props: ResultsTableProps) {
  const { address, traces, isStale } = props;
  const listRef = useRef<HTMLDivElement>(null);
  const [page, setPage] = useState<HTMLElement | null>(null);
  const [place, setPlace] = useState({ top: 0, isNarrow: false });
  const nowMs = Date.now();
  const services = useMemo(() => traces.flatMap(namesOf), [traces]);
  const usualHues = useUsualHues(services) ?? NO_HUES;

  // The list begins below the filters, which may wrap into more lines.
  useLayoutEffect(() => {
    const list = listRef.current;
    const scroller = list?.closest<HTMLElement>('.page') ?? null;
    setPage(scroller);
    if (list === null || scroller === null) return;
    const measure = (): void => {
      const top =
        list.getBoundingClientRect().top -
        scroller.getBoundingClientRect().top +
        scroller.scrollTop;
      setPlace({ top, isNarrow: scroller.clientWidth < NARROW_WIDTH });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    const filters = scroller.querySelector('.filters');
    if (filters !== null) observer.observe(filters);
    measure();
    return () => observer.disconnect();
  }, []);

  const rowHeight = place.isNarrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT;
  const virtualizer = useVirtualizer({
    count: traces.length,
    getScrollElement: () => page,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    scrollMargin: place.top,
    initialOffset: () => rememberedTop(address),
    getItemKey: (index) => traces[index]?.traceId ?? index,
  });
  // After the virtualizer, which scrolls too when it begins.
  useListScroll(page, address);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height of rows is what changed
  useLayoutEffect(() => virtualizer.measure(), [rowHeight, virtualizer]);

  const longestNs = traces.reduce((max, trace) => Math.max(max, Number(trace.durationNano)), 1);
  return (
    <section className="results" data-testid="search-results" aria-busy={isStale}>
      <div className="results-head">
        <p role="status" data-testid="result-count">
          {describeCount(props)}
        </p>
      </div>
      {/* Virtual rows cannot be children of one <table>: the roles say what it is. */}
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="table" aria-label="Traces" aria-rowcount={traces.length + 1}>
        <ResultsHead longestNs={longestNs} />
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div
          ref={listRef}
          role="rowgroup"
          className={`results-list ${isStale ? 'results-stale' : ''}`}
          style={{ height: traces.length * rowHeight }}
          onKeyDown={moveFocus}
        >
          {virtualizer.getVirtualItems().map((item) => {
            const trace = traces[item.index];
            if (trace === undefined) return null;
            return (
              <ResultRow
                key={item.key}
                trace={trace}
                index={item.index}
                topPx={item.index * rowHeight}
                longestNs={longestNs}
                nowMs={nowMs}
                usualHues={usualHues}
              />
            );
          })}
        </div>
      </div>
      <LoadMore {...props} />
    </section>
  );
}

function namesOf(trace: TraceSummary): readonly string[] {
  return trace.services.map((service) => service.name);
}

function describeCount({ traces, hasMore }: ResultsTableProps): string {
  const count = formatQuantity(traces.length, 'trace');
  return hasMore ? `Newest ${count}; there are more` : `${count}, newest first; there are no more`;
}

function ResultsHead({ longestNs }: { readonly longestNs: number }) {
  const scale = <DurationScale longestNs={longestNs} />;
  const columns = ['Start', 'Root', 'Duration', scale, 'Spans', 'Errors', 'Services'];
  const numbers = new Set<ReactNode>(['Duration', 'Spans', 'Errors']);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the table is made of roles, see above
    // biome-ignore lint/a11y/useFocusableInteractive: a static table, not a grid
    <div role="row" className="results-columns results-header">
      {columns.map((column) => (
        // biome-ignore lint/a11y/useSemanticElements: as above
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div
          key={typeof column === 'string' ? column : 'scale'}
          role="columnheader"
          className={numbers.has(column) ? 'number' : undefined}
        >
          {column}
        </div>
      ))}
    </div>
  );
}

/** What the bars beneath are drawn to. */
function DurationScale({ longestNs }: { readonly longestNs: number }) {
  return (
    <span
      className="duration-scale"
      title="A linear scale, from 0 to the longest of the traces listed"
    >
      <span className="visually-hidden">Duration, drawn from</span>
      <span>0</span>
      <span className="visually-hidden">to</span>
      <span>{formatDuration(longestNs)}</span>
    </span>
  );
}

function LoadMore({ traces, hasMore, isLoadingMore, error, onLoadMore }: ResultsTableProps) {
  if (!hasMore) {
    return (
      <p className="results-end muted">That is all: {formatQuantity(traces.length, 'trace')}.</p>
    );
  }
  return (
    <div className="results-end">
      <button
        type="button"
        className="button"
        data-testid="load-more"
        disabled={isLoadingMore}
        onClick={onLoadMore}
      >
        {isLoadingMore ? 'Loading more…' : 'Load more'}
      </button>
      <span className={error === undefined ? 'muted' : 'field-error'}>
        {error === undefined
          ? `${formatCount(traces.length)} loaded; older ones follow`
          : `More could not be loaded: ${error.message}`}
      </span>
    </div>
  );
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
