// Which spans the table shows, and in which order: filtered by text, sorted by a column. Rows go in and come
// out as typed arrays; what is compared is numbers, and ranks of names, so that 100,000 spans sort at once.

import { assertNever } from '@throughline/model/base/assert';
import { STATUS_ERROR } from '@throughline/model/span/span-kind';
import { eventCountOf } from '@throughline/model/trace-table/trace-table';
import { type ColumnOrder, readColumnOrder, writeColumnOrder } from '../state/column-order.ts';
import { compareSpanIds, spanIdOf } from './span-ids.ts';
import type { TraceModel } from './trace-model.ts';

export const TABLE_COLUMNS = [
  'start',
  'service',
  'operation',
  'kind',
  'duration',
  'self',
  'status',
  'depth',
  'children',
  'events',
  'links',
  'id',
] as const;
export type TableColumn = (typeof TABLE_COLUMNS)[number];

export type TableSort = ColumnOrder<TableColumn>;

const USUAL_SORT: TableSort = { column: 'start', isDescending: false };

export function readSort(text: string | undefined): TableSort {
  return readColumnOrder(text, TABLE_COLUMNS, USUAL_SORT);
}

export function writeSort(sort: TableSort): string | undefined {
  return writeColumnOrder(sort, USUAL_SORT);
}

/** Rows whose service, operation or span id contain every word, whatever the case; "error" also finds errors. */
export function filterRows(trace: TraceModel, rows: Int32Array, filter: string): Int32Array {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  const tests = words.map((word) => wordTest(trace, word));
  return rows.filter((row) => tests.every((test) => test(row)));
}

function wordTest(trace: TraceModel, word: string): (row: number) => boolean {
  const has = (text: string): number => (text.toLowerCase().includes(word) ? 1 : 0);
  const services = Uint8Array.from(trace.services, has);
  const names = Uint8Array.from(trace.names, has);
  const isError = word === 'error';
  // Names decide for most; ids are made into text only for what may be one.
  const mayBeId = /^[0-9a-f]{4,16}$/.test(word);
  return (row) =>
    services[trace.service[row] ?? 0] === 1 ||
    names[trace.name[row] ?? 0] === 1 ||
    (isError && trace.status[row] === STATUS_ERROR) ||
    (mayBeId && spanIdOf(trace, row).includes(word));
}

/** A new array; rows of equal value keep their order, which is by start. */
export function sortRows(
  trace: TraceModel,
  rows: Int32Array,
  { column, isDescending }: TableSort,
): Int32Array {
  const sign = isDescending ? -1 : 1;
  if (column === 'start') return isDescending ? rows.toReversed() : rows;
  if (column === 'id') return rows.toSorted((a, b) => sign * compareSpanIds(trace, a, b) || a - b);
  const valueAt = sortValue(trace, column);
  const values = new Float64Array(trace.rowCount);
  for (const row of rows) values[row] = valueAt(row);
  return rows.toSorted((a, b) => sign * ((values[a] ?? 0) - (values[b] ?? 0)) || a - b);
}

function sortValue(
  trace: TraceModel,
  column: Exclude<TableColumn, 'id' | 'start'>,
): (row: number) => number {
  switch (column) {
    case 'service':
      return byRank(trace.services, trace.service);
    case 'operation':
      return byRank(trace.names, trace.name);
    case 'kind':
      return (row) => trace.kind[row] ?? 0;
    case 'duration':
      return (row) => trace.spanDurationNs[row] ?? 0;
    case 'self':
      return (row) => trace.self.selfNs[row] ?? 0;
    case 'status':
      return (row) => trace.status[row] ?? 0;
    case 'depth':
      return (row) => trace.tree.depth[row] ?? 0;
    case 'children':
      return (row) => childCountOf(trace, row);
    case 'events':
      return (row) => eventCountOf(trace, row);
    case 'links':
      return (row) => trace.linkCount[row] ?? 0;
    default:
      return assertNever(column);
  }
}

export function childCountOf({ tree }: TraceModel, row: number): number {
  return (tree.childStart[row + 1] ?? 0) - (tree.childStart[row] ?? 0);
}

/** The place of each name among all names in the order of the alphabet. */
function byRank(names: readonly string[], codes: Int32Array): (row: number) => number {
  const order = names.map((_, code) => code).sort((a, b) => compareNames(names[a], names[b]));
  const rank = new Int32Array(names.length);
  order.forEach((code, at) => {
    rank[code] = at;
  });
  return (row) => rank[codes[row] ?? 0] ?? 0;
}

function compareNames(one = '', other = ''): number {
  return one.localeCompare(other, 'en');
}
