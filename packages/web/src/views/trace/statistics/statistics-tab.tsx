// Counts, times and errors of the spans by service, operation, kind or any attribute.

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import './statistics.css';
import { formatCount, formatQuantity } from '../../../base/format-count.ts';
import type { TraceAttribute } from '../../../data/api-client.ts';
import { traceAttributeQuery, traceAttributesQuery } from '../../../data/queries.ts';
import type { TraceModel } from '../../../data/trace-model.ts';
import { rowsInScope } from '../../../data/trace-scope.ts';
import {
  byKind,
  type Grouping,
  groupSpans,
  readOrder,
  sortGroups,
} from '../../../data/trace-statistics.ts';
import { ErrorMessage, LoadingText } from '../../../widgets/message.tsx';
import { useTracePage } from '../trace-context.ts';
import { StatisticsTable } from './statistics-table.tsx';

const BUILT_IN = [
  ['service', 'Service'],
  ['operation', 'Operation'],
  ['kind', 'Kind'],
] as const;

export function StatisticsTab() {
  const { trace, view } = useTracePage();
  const by = view.options.by ?? 'service';
  const { grouping, error, retry } = useGrouping(trace, by);
  const { window, focusRow } = view;
  const rows = useMemo(() => rowsInScope(trace, window, focusRow), [trace, window, focusRow]);
  const groups = useMemo(
    () => (grouping === undefined ? undefined : groupSpans(trace, rows, grouping)),
    [trace, rows, grouping],
  );
  const order = readOrder(view.options.order);
  const { column, isDescending } = order;
  // There may be a group for each span.
  const sorted = useMemo(
    () => (groups === undefined ? undefined : sortGroups(groups, { column, isDescending })),
    [groups, column, isDescending],
  );
  return (
    <section className="view-pane" aria-label="Statistics">
      <div className="view-bar">
        <GroupChoice by={by} />
        <p className="muted view-said" role="status" data-testid="statistics-count">
          {sorted !== undefined &&
            `${formatQuantity(sorted.length, 'group')}, ${
              rows.length === trace.rowCount
                ? formatQuantity(rows.length, 'span')
                : `${formatCount(rows.length)} of ${formatQuantity(trace.rowCount, 'span')}: those in the part that is shown, with all their time`
            }`}
        </p>
      </div>
      {error !== null ? (
        <ErrorMessage title="This attribute could not be loaded" error={error} onRetry={retry} />
      ) : sorted === undefined ? (
        <div className="statistics-note">
          <LoadingText>Reading the attribute of every span…</LoadingText>
        </div>
      ) : (
        <StatisticsTable groups={sorted} order={order} by={by} />
      )}
    </section>
  );
}

function GroupChoice({ by }: { readonly by: string }) {
  const { trace, view } = useTracePage();
  const { data, isPending, error } = useQuery(traceAttributesQuery(trace));
  const attributes = data?.attributes ?? [];
  const isKnown =
    BUILT_IN.some(([value]) => value === by) ||
    attributes.some(({ scope, name }) => `${scope}.${name}` === by);
  return (
    <label className="group-choice">
      <span className="muted">By</span>
      <select
        className="input select"
        value={by}
        data-testid="statistics-by"
        onChange={({ target: { value } }) =>
          view.setOption('by', value === 'service' ? undefined : value)
        }
      >
        {BUILT_IN.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
        {!isKnown && <option value={by}>{by}</option>}
        <optgroup label={attributesTitle(isPending, error, attributes.length)}>
          {attributes.map(({ scope, name, spanCount }) => (
            <option key={`${scope}.${name}`} value={`${scope}.${name}`}>
              {`${scope}.${name} (${formatQuantity(spanCount, 'span')})`}
            </option>
          ))}
        </optgroup>
      </select>
    </label>
  );
}

function attributesTitle(isPending: boolean, error: Error | null, count: number): string {
  if (isPending) return 'Attributes are being read…';
  if (error !== null) return 'The attributes could not be read';
  return count === 0 ? 'There are no attributes' : 'Attributes';
}

/** The rows of the column are not those of the page. */
const CHANGED = new Error(
  'More spans of this trace have arrived. Load the page again to see them.',
);

interface GroupingState {
  readonly grouping: Grouping | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
}

function useGrouping(trace: TraceModel, by: string): GroupingState {
  const [, scope, name] = /^(span|resource)\.(.+)$/s.exec(by) ?? [];
  const attribute: TraceAttribute | undefined =
    scope === 'span' || scope === 'resource' ? { scope, name: name ?? '' } : undefined;
  const column = useQuery(
    traceAttributeQuery(trace, attribute ?? { scope: 'span', name: '' }, attribute !== undefined),
  );
  const { data, error, refetch } = column;
  const isAttribute = attribute !== undefined;
  const grouping = useMemo((): Grouping | undefined => {
    if (isAttribute) {
      if (data === undefined) return undefined;
      return { labels: data.values, codeOf: (row) => data.value[row] ?? -1 };
    }
    if (by === 'operation') return byOperation(trace);
    if (by === 'kind') return byKind(trace);
    return { labels: trace.services, codeOf: (row) => trace.service[row] ?? 0 };
  }, [trace, by, isAttribute, data]);
  const isOther = data !== undefined && data.value.length !== trace.rowCount;
  const failure = isOther ? CHANGED : error;
  return { grouping, error: isAttribute ? failure : null, retry: () => void refetch() };
}

/** Operations of one name in two services are two. */
function byOperation(trace: TraceModel): Grouping {
  const codes = new Map<number, number>();
  const labels: string[] = [];
  const codeOfRow = new Int32Array(trace.rowCount);
  for (let row = 0; row < trace.rowCount; row++) {
    const service = trace.service[row] ?? 0;
    const name = trace.name[row] ?? 0;
    const pair = service * trace.names.length + name;
    let code = codes.get(pair);
    if (code === undefined) {
      code = labels.push(`${trace.services[service] ?? ''} ${trace.names[name] ?? ''}`) - 1;
      codes.set(pair, code);
    }
    codeOfRow[row] = code;
  }
  return { labels, codeOf: (row) => codeOfRow[row] ?? 0 };
}
