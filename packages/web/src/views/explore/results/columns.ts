// The columns of the results: those that every trace has, and one for each field that was asked for.

import type { TraceOrder, TraceSummary } from '@throughline/model/api/search';
import { canonicalField } from '../../../query/query-parts.ts';
import { showValue } from '../../../query/show-value.ts';
import type { Column, ExploreState } from '../../../state/explore-state.ts';

export interface TableColumn {
  readonly id: Column | 'root' | 'bar' | 'field';
  /** Of a field's column. */
  readonly field?: string;
  readonly label: string;
  /** Its track in the grid: at least so wide, and its share of what is left. */
  readonly minPx: number;
  readonly share: number;
  readonly isNumber?: boolean;
  /** Sorted by, most first. */
  readonly order?: TraceOrder;
}

const ROOT: TableColumn = { id: 'root', label: 'Root', minPx: 220, share: 2 };

const OTHERS: readonly TableColumn[] = [
  { id: 'duration', label: 'Duration', minPx: 84, share: 0, isNumber: true, order: 'duration' },
  { id: 'bar', label: '', minPx: 72, share: 1 },
  { id: 'spans', label: 'Spans', minPx: 68, share: 0, isNumber: true, order: 'spans' },
  { id: 'errors', label: 'Errors', minPx: 72, share: 0, isNumber: true, order: 'errors' },
  { id: 'services', label: 'Services', minPx: 148, share: 1.2 },
  { id: 'finding', label: 'Finding', minPx: 132, share: 1 },
];

/** In the order of the columns' menu. */
export const COLUMN_LABELS: Readonly<Record<Column, string>> = {
  start: 'Start',
  duration: 'Duration',
  spans: 'Spans',
  errors: 'Errors',
  services: 'Services',
  finding: 'Finding',
};

const FIELD_MIN_PX = 120;
const GAP_PX = 16;
const PADDING_PX = 32;

/** `hasDay`: some trace began on another day than today, and says which. */
export function columnsOf({ hide = [], column = [] }: ExploreState, hasDay: boolean) {
  const start: TableColumn = {
    id: 'start',
    label: 'Start',
    minPx: hasDay ? 132 : 92,
    share: 0,
    order: 'start',
  };
  const isShown = ({ id }: TableColumn): boolean =>
    !hide.some((hidden) => hidden === id || (hidden === 'duration' && id === 'bar'));
  const fields = column.flatMap((text): TableColumn[] => {
    const field = canonicalField(text);
    return field === undefined
      ? []
      : [{ id: 'field', field, label: field, minPx: FIELD_MIN_PX, share: 1 }];
  });
  return [start, ROOT, ...OTHERS, ...fields].filter(isShown);
}

/** The grid of all rows, and the width below which the table is scrolled sideways. */
export function gridOf(columns: readonly TableColumn[]) {
  const tracks = columns.map(({ minPx, share }) =>
    share === 0 ? `${minPx}px` : `minmax(${minPx}px, ${share}fr)`,
  );
  const minPx = columns.reduce((sum, column) => sum + column.minPx + GAP_PX, PADDING_PX - GAP_PX);
  return { template: tracks.join(' '), minPx };
}

/** Left out first where a panel takes the room: the numbers say what the bar shows, and a trace says its services. */
const SPARED = ['bar', 'services'] as const;

/** Those that fit, as far as some can be spared. */
export function fitColumns(
  columns: readonly TableColumn[],
  roomPx: number,
): readonly TableColumn[] {
  return SPARED.reduce(
    (kept, id) => (gridOf(kept).minPx > roomPx ? kept.filter((column) => column.id !== id) : kept),
    columns,
  );
}

/** Different values that the told spans of a trace have in a field, in the order of the spans. */
export function valuesOf(trace: TraceSummary, field: string): readonly string[] {
  const spans = trace.spansets.flatMap((spanset) => spanset.spans);
  const named = spans.flatMap((span) => span.fields.filter(({ name }) => name === field));
  return [...new Set(named.map(showValue))];
}

/** Whether all spans that matched were told. */
export function isToldWhole(trace: TraceSummary): boolean {
  return trace.spansets.every(({ matchedSpanCount, spans }) => spans.length === matchedSpanCount);
}
