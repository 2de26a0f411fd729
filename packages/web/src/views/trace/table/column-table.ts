// The columns of the table of spans: what they are called, how wide they are, what stands in them.

import { STATUS_ERROR, spanKindName } from '@throughline/model/span/span-kind';
import { eventCountOf } from '@throughline/model/trace-table/trace-table';
import { formatCount } from '../../../base/format-count.ts';
import { formatDuration } from '../../../base/format-duration.ts';
import { spanIdOf } from '../../../data/span-ids.ts';
import { childCountOf, TABLE_COLUMNS, type TableColumn } from '../../../data/span-table.ts';
import { nameOf, serviceOf, type TraceModel } from '../../../data/trace-model.ts';

export interface ColumnEntry {
  readonly label: string;
  readonly title: string;
  /** A track of a CSS grid. */
  readonly width: string;
  readonly isNumber: boolean;
  readonly textOf: (trace: TraceModel, row: number) => string;
}

function count(value: number): string {
  return value === 0 ? '' : formatCount(value);
}

export const COLUMNS: Readonly<Record<TableColumn, ColumnEntry>> = {
  start: {
    ...{ label: 'Start', title: 'From the start of the trace', width: '92px', isNumber: true },
    textOf: (trace, row) => formatDuration(trace.startOffsetNs[row] ?? 0),
  },
  service: {
    ...{ label: 'Service', title: 'Service', width: 'minmax(96px, 1fr)', isNumber: false },
    textOf: serviceOf,
  },
  operation: {
    ...{ label: 'Operation', title: 'Operation', width: 'minmax(140px, 2.4fr)', isNumber: false },
    textOf: nameOf,
  },
  kind: {
    ...{ label: 'Kind', title: 'Kind of span', width: '84px', isNumber: false },
    textOf: (trace, row) => spanKindName(trace.kind[row] ?? 0),
  },
  duration: {
    ...{ label: 'Duration', title: 'Duration', width: '92px', isNumber: true },
    textOf: (trace, row) => formatDuration(trace.spanDurationNs[row] ?? 0),
  },
  self: {
    ...{ label: 'Self time', title: 'While no child runs', width: '92px', isNumber: true },
    textOf: (trace, row) => formatDuration(trace.self.selfNs[row] ?? 0),
  },
  status: {
    ...{ label: 'Status', title: 'Status', width: '72px', isNumber: false },
    textOf: (trace, row) =>
      trace.status[row] === STATUS_ERROR ? 'error' : trace.status[row] === 1 ? 'ok' : '',
  },
  depth: {
    ...{ label: 'Depth', title: '0 for a root', width: '68px', isNumber: true },
    textOf: (trace, row) => formatCount(trace.tree.depth[row] ?? 0),
  },
  children: {
    ...{ label: 'Children', title: 'Direct children', width: '84px', isNumber: true },
    textOf: (trace, row) => count(childCountOf(trace, row)),
  },
  events: {
    ...{ label: 'Events', title: 'Events', width: '76px', isNumber: true },
    textOf: (trace, row) => count(eventCountOf(trace, row)),
  },
  links: {
    ...{ label: 'Links', title: 'Links to other spans', width: '68px', isNumber: true },
    textOf: (trace, row) => count(trace.linkCount[row] ?? 0),
  },
  id: {
    ...{ label: 'Span id', title: 'Span id', width: '148px', isNumber: false },
    textOf: spanIdOf,
  },
};

const USUAL: readonly TableColumn[] = [
  'start',
  'service',
  'operation',
  'kind',
  'duration',
  'self',
  'status',
];

/** Names with commas, in the order of the table; what is unknown is left out. */
export function readColumns(text: string | undefined): readonly TableColumn[] {
  if (text === undefined) return USUAL;
  const wanted = new Set(text.split(','));
  const columns = TABLE_COLUMNS.filter((column) => wanted.has(column));
  return columns.length === 0 ? USUAL : columns;
}

export function writeColumns(columns: readonly TableColumn[]): string | undefined {
  const text = TABLE_COLUMNS.filter((column) => columns.includes(column)).join(',');
  return text === USUAL.join(',') || text === '' ? undefined : text;
}
