// The line above the results: how many traces there are, what the search is doing, and how they are shown.

import type { TraceOrder } from '@throughline/model/api/search';
import { formatCount, formatQuantity } from '../../../base/format-count.ts';
import { DEFAULT_ORDER, TRACE_ORDERS } from '../../../state/explore-state.ts';
import { useLate } from '../../../widgets/use-late.ts';
import type { Explore } from '../use-explore.ts';
import { ColumnMenu } from './column-menu.tsx';
import { GroupMenu } from './group-menu.tsx';
import { LiveButton } from './live-button.tsx';
import { type ShownSearch, useExactTotal } from './use-search.ts';

interface ResultsHeadProps {
  readonly explore: Explore;
  readonly search: ShownSearch;
  readonly onOrder: (order: TraceOrder) => void;
  readonly onRun: () => void;
}

const ORDER_LABELS: Readonly<Record<TraceOrder, string>> = {
  start: 'Newest first',
  duration: 'Longest first',
  spans: 'Most spans first',
  errors: 'Most errors first',
};

export function ResultsHead({ explore, search, onOrder, onRun }: ResultsHeadProps) {
  const { phase, session } = search;
  const isSearching = phase === 'searching' || phase === 'loading-more';
  const isLate = useLate(isSearching, search.address);
  const counted = useCountInWords(search);
  // A list that grows by itself has outgrown what was counted.
  const count =
    explore.state.live === 'on' && phase === 'done'
      ? `${formatQuantity(search.traces.length, 'trace')} listed`
      : counted;
  return (
    <div className="results-head">
      <p role="status" data-testid="result-count">
        {phase === 'searching' && !isLate ? '' : count}
      </p>
      {isSearching && isLate && (
        <button
          type="button"
          className="button button-small cancel"
          data-testid="cancel-search"
          onClick={() => session?.cancel()}
        >
          Cancel
        </button>
      )}
      {phase === 'cancelled' && (
        <button type="button" className="button button-small cancel" onClick={onRun}>
          Search again
        </button>
      )}
      <div className="results-tools">
        <select
          className="input select order-select"
          aria-label="Order"
          value={explore.state.order ?? DEFAULT_ORDER}
          onChange={(event) => {
            const order = TRACE_ORDERS.find((known) => known === event.target.value);
            if (order !== undefined) onOrder(order);
          }}
        >
          {TRACE_ORDERS.map((order) => (
            <option key={order} value={order}>
              {ORDER_LABELS[order]}
            </option>
          ))}
        </select>
        <GroupMenu explore={explore} />
        <ColumnMenu explore={explore} />
        <LiveButton explore={explore} search={search} />
      </div>
    </div>
  );
}

function useCountInWords(search: ShownSearch): string {
  const { phase, traces, end, progress, isStale } = search;
  const exact = useExactTotal(search);
  const found = isStale ? 0 : traces.length;
  if (phase === 'searching') {
    const read =
      progress === undefined ? '' : `; ${formatQuantity(progress.inspectedSpans, 'span')} read`;
    return found === 0 ? `Searching${read}…` : `${formatQuantity(found, 'trace')} so far${read}`;
  }
  if (phase === 'cancelled') return `Cancelled: ${formatQuantity(found, 'trace')} found until then`;
  const total = exact.data ?? end?.total;
  if (total === undefined) return formatQuantity(found, 'trace');
  if (total.isExact) return formatQuantity(Math.max(total.count, found), 'trace');
  const least = Math.max(total.count, found);
  return `At least ${formatCount(least)} traces${exact.isFetching ? '; counting…' : ''}`;
}
