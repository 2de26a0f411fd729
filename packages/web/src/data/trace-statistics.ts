// Spans of a trace by group: counts, times, percentiles, errors. One pass to group, one sort of the durations;
// groups are codes by row, wherever they come from.

import { SPAN_KIND_NAMES, STATUS_ERROR } from '@throughline/model/span/span-kind';
import { type ColumnOrder, readColumnOrder, writeColumnOrder } from '../state/column-order.ts';
import type { TraceModel } from './trace-model.ts';

/** One group per code; -1 is a row that has none. */
export interface Grouping {
  readonly codeOf: (row: number) => number;
  readonly labels: readonly string[];
}

/** A kind that this version does not know is unspecified, as everywhere. */
export function byKind({ kind }: TraceModel): Grouping {
  const isKnown = (code: number): boolean => code < SPAN_KIND_NAMES.length;
  return {
    labels: SPAN_KIND_NAMES,
    codeOf: (row) => (isKnown(kind[row] ?? 0) ? (kind[row] ?? 0) : 0),
  };
}

export interface GroupStatistics {
  /** -1 for rows without a value. */
  readonly code: number;
  readonly label: string;
  readonly count: number;
  readonly errors: number;
  readonly totalNs: number;
  readonly selfNs: number;
  /** Of the self time of all groups. */
  readonly share: number;
  readonly p50Ns: number;
  readonly p95Ns: number;
  readonly p99Ns: number;
  readonly maxNs: number;
  /** The longest span. */
  readonly worstRow: number;
}

export const NO_VALUE = -1;

export function groupSpans(
  trace: TraceModel,
  rows: Int32Array,
  { codeOf, labels }: Grouping,
): GroupStatistics[] {
  const slot = (row: number): number => codeOf(row) + 1;
  const counts = new Int32Array(labels.length + 2);
  for (const row of rows) counts[slot(row) + 1] = (counts[slot(row) + 1] ?? 0) + 1;
  for (let at = 1; at < counts.length; at++) counts[at] = (counts[at] ?? 0) + (counts[at - 1] ?? 0);
  const filled = counts.slice();
  const grouped = new Int32Array(rows.length);
  for (const row of rows) {
    const at = filled[slot(row)] ?? 0;
    grouped[at] = row;
    filled[slot(row)] = at + 1;
  }
  let wholeSelfNs = 0;
  for (const row of rows) wholeSelfNs += trace.self.selfNs[row] ?? 0;
  const groups: GroupStatistics[] = [];
  for (let code = NO_VALUE; code < labels.length; code++) {
    const group = grouped.subarray(counts[code + 1], counts[code + 2]);
    if (group.length === 0) continue;
    groups.push({ code, label: labels[code] ?? '', ...describeGroup(trace, group, wholeSelfNs) });
  }
  return groups;
}

function describeGroup(
  trace: TraceModel,
  rows: Int32Array,
  wholeSelfNs: number,
): Omit<GroupStatistics, 'code' | 'label'> {
  const durations = Float64Array.from(rows, (row) => trace.spanDurationNs[row] ?? 0);
  let worst = 0;
  let errors = 0;
  let totalNs = 0;
  let selfNs = 0;
  rows.forEach((row, at) => {
    const durationNs = durations[at] ?? 0;
    if (durationNs > (durations[worst] ?? 0)) worst = at;
    if (trace.status[row] === STATUS_ERROR) errors++;
    totalNs += durationNs;
    selfNs += trace.self.selfNs[row] ?? 0;
  });
  const worstRow = rows[worst] ?? 0;
  durations.sort();
  return {
    ...{ count: rows.length, errors, totalNs, selfNs, worstRow },
    share: wholeSelfNs > 0 ? selfNs / wholeSelfNs : 0,
    p50Ns: percentile(durations, 0.5),
    p95Ns: percentile(durations, 0.95),
    p99Ns: percentile(durations, 0.99),
    maxNs: durations.at(-1) ?? 0,
  };
}

/** Nearest rank: a value that there is. */
function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? 0;
}

export const STATISTIC_COLUMNS = [
  'label',
  'count',
  'share',
  'selfNs',
  'totalNs',
  'p50Ns',
  'p95Ns',
  'p99Ns',
  'maxNs',
  'errors',
] as const;
export type StatisticColumn = (typeof STATISTIC_COLUMNS)[number];

export type StatisticOrder = ColumnOrder<StatisticColumn>;

const USUAL_ORDER: StatisticOrder = { column: 'selfNs', isDescending: true };

export function readOrder(text: string | undefined): StatisticOrder {
  return readColumnOrder(text, STATISTIC_COLUMNS, USUAL_ORDER);
}

export function writeOrder(order: StatisticOrder): string | undefined {
  return writeColumnOrder(order, USUAL_ORDER);
}

export function sortGroups(
  groups: readonly GroupStatistics[],
  { column, isDescending }: StatisticOrder,
): GroupStatistics[] {
  const sign = isDescending ? -1 : 1;
  return groups.toSorted((a, b) => {
    if (column === 'label') return sign * a.label.localeCompare(b.label, 'en');
    return sign * (a[column] - b[column]) || a.label.localeCompare(b.label, 'en');
  });
}
