// The statement that counts the spans of one metrics function: one row per group of labels and interval, and per
// bucket where the function counts by size. What it cannot decide of a span it counts apart.

import { assertNever } from '@throughline/model/base/assert';
import { isExtrapolated } from '@throughline/traceql/eval/metrics/hints';
import type { TimeGrid } from '@throughline/traceql/eval/metrics/time-grid';
import type { SpanCondition } from '@throughline/traceql/plan/span-condition';
import type { MetricsAggregate, Query } from '@throughline/traceql/syntax/ast';
import { SqlParameters } from '../../read/sql-parameters.ts';
import { allOf, TRUE } from '../compare-sql.ts';
import type { Statement } from '../read-session.ts';
import { spanSql } from '../span-sql.ts';
import { type AggregatedSql, aggregatedSql } from './aggregated-sql.ts';
import { intervalSql } from './grid-sql.ts';
import { type LabelSql, labelSql } from './label-sql.ts';
import { spansOnce } from './spans-once.ts';
import { WEIGHT_SQL } from './weight-sql.ts';

export interface CountedSpans {
  readonly query: Query;
  readonly grid: TimeGrid;
  readonly node: MetricsAggregate;
  /** Of the spans that the pipeline finds. */
  readonly condition: SpanCondition;
  /** In which spans came twice, see duplicates.ts. */
  readonly doubtfulMinutes: readonly number[] | undefined;
}

/** A function as SQL: its labels, and what it aggregates. */
export interface FunctionSql {
  readonly labels: readonly LabelSql[];
  readonly aggregated: AggregatedSql | undefined;
}

/** Undefined when a label or the value takes whole traces to know. */
export function functionSql(
  node: MetricsAggregate,
  parameters: SqlParameters,
): FunctionSql | undefined {
  const labels = node.by.map((field) => labelSql(field, parameters));
  if (!labels.every((label) => label !== undefined)) return undefined;
  if (node.field === undefined) return { labels, aggregated: undefined };
  const aggregated = aggregatedSql(node.field, parameters);
  return aggregated === undefined ? undefined : { labels, aggregated };
}

export const LABEL_PREFIX = 'label';

/** Names of the columns of an answer, besides those of labels. */
export const COUNT_COLUMNS = {
  interval: 'interval_index',
  origin: 'origin',
  bucket: 'bucket',
  undecided: 'undecided',
  weight: 'weight',
  number: 'number',
} as const;

export function countStatement(
  counted: CountedSpans,
  { labels, aggregated }: FunctionSql,
  parameters: SqlParameters,
): Statement {
  const { query, grid, node, condition } = counted;
  const columns = labels.flatMap((label) => label.columns);
  const keys = [
    ...columns.map(({ sql }, at) => `${sql} AS ${LABEL_PREFIX}${at}`),
    `${intervalSql(grid, parameters)} AS ${COUNT_COLUMNS.interval}`,
    `${aggregated?.origin?.id ?? 'toUInt64(0)'} AS ${COUNT_COLUMNS.origin}`,
    `${bucketSql(node, aggregated)} AS ${COUNT_COLUMNS.bucket}`,
    `${undecidedSql(condition, parameters)} AS ${COUNT_COLUMNS.undecided}`,
  ];
  const weight = isExtrapolated(query) ? WEIGHT_SQL : undefined;
  const names = [...columns.map((_, at) => `${LABEL_PREFIX}${at}`), ...KEY_NAMES];
  const sql = `SELECT ${keys.join(',\n  ')},
  ${weight === undefined ? 'toFloat64(count())' : `sum(${weight})`} AS ${COUNT_COLUMNS.weight},
  ${numberSql(node, aggregated, weight)} AS ${COUNT_COLUMNS.number}
FROM ${spansOnce(grid, counted.doubtfulMinutes, parameters)}
WHERE ${countedConditions(counted, aggregated, parameters)}
GROUP BY ${names.join(', ')}
SETTINGS timeout_overflow_mode = 'break'
FORMAT Native`;
  return { sql, parameters };
}

const KEY_NAMES = [
  COUNT_COLUMNS.interval,
  COUNT_COLUMNS.origin,
  COUNT_COLUMNS.bucket,
  COUNT_COLUMNS.undecided,
];

/** Of the spans that may count. */
export function countedConditions(
  { node, condition }: CountedSpans,
  aggregated: AggregatedSql | undefined,
  parameters: SqlParameters,
): string {
  const may = spanSql(condition, 'may', parameters);
  return allOf([may, aggregated === undefined ? TRUE : hasValue(node, aggregated)]);
}

function hasValue(node: MetricsAggregate, { number, int, origin }: AggregatedSql): string {
  const own = isByBucket(node) ? `ifNull(${int} >= ${LEAST_IN_BUCKET}, 0)` : `isNotNull(${number})`;
  return origin === undefined ? own : `(${own} OR ${origin.id} != 0)`;
}

/** Smaller values are in no bucket. */
const LEAST_IN_BUCKET = 2;

function isByBucket({ function: name }: MetricsAggregate): boolean {
  return name === 'histogram_over_time' || name === 'quantile_over_time';
}

/** The exponent of the next power of two that is not below the value: the bits of what is one less. */
function bucketSql(node: MetricsAggregate, aggregated: AggregatedSql | undefined): string {
  if (aggregated === undefined || !isByBucket(node)) return 'toUInt32(0)';
  const below = `toUInt64(ifNull(${aggregated.int}, 1) - 1)`;
  return `toUInt32(if(ifNull(${aggregated.int}, 0) < ${LEAST_IN_BUCKET}, 0,
    bitCount(toUInt64(2 * roundToExp2(${below}) - 1))))`;
}

/** Whether the condition may be true of the span and need not be. */
export function undecidedSql(condition: SpanCondition, parameters: SqlParameters): string {
  if (isDecided(condition)) return 'toUInt32(0)';
  return `toUInt32(NOT (${spanSql(condition, 'must', parameters)}))`;
}

/** Both readings are the same. */
function isDecided(condition: SpanCondition): boolean {
  const may = spanSql(condition, 'may', new SqlParameters());
  return may === spanSql(condition, 'must', new SqlParameters());
}

function numberSql(
  { function: name }: MetricsAggregate,
  aggregated: AggregatedSql | undefined,
  weight: string | undefined,
): string {
  if (aggregated === undefined) return 'toFloat64(0)';
  const { number } = aggregated;
  switch (name) {
    case 'min_over_time':
      return `ifNull(min(${number}), 0)`;
    case 'max_over_time':
      return `ifNull(max(${number}), 0)`;
    case 'sum_over_time':
    case 'avg_over_time':
      return `ifNull(sum(${number}${weight === undefined ? '' : ` * ${weight}`}), 0)`;
    case 'rate':
    case 'count_over_time':
    case 'histogram_over_time':
    case 'quantile_over_time':
      return 'toFloat64(0)';
    default:
      return assertNever(name);
  }
}
