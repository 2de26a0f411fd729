// The statement that counts the spans of one metrics function: one row per group of labels and interval, and per
// bucket where the function counts by size. What it cannot decide of a span it counts apart.

import { assertNever } from '@throughline/model/base/assert';
import { isExtrapolated } from '@throughline/traceql/eval/metrics/hints';
import type { TimeGrid } from '@throughline/traceql/eval/metrics/time-grid';
import type { MetricsAggregate, Query } from '@throughline/traceql/syntax/ast';
import type { SqlParameters } from '../../read/sql-parameters.ts';
import { allOf, anyOf, FALSE, TRUE } from '../compare-sql.ts';
import type { Statement } from '../read-session.ts';
import { type AggregatedSql, aggregatedSql } from './aggregated-sql.ts';
import { intervalSql } from './grid-sql.ts';
import { type LabelSql, labelSql } from './label-sql.ts';
import type { SpanFilter } from './span-filter.ts';
import { spansOnce } from './spans-once.ts';
import { WEIGHT_SQL } from './weight-sql.ts';

/** The spans that count, whatever is counted of them. */
export interface CountedSpans {
  readonly query: Query;
  readonly grid: TimeGrid;
  readonly filter: SpanFilter;
  /** In which spans came twice, see duplicates.ts; undefined: it is not known. */
  readonly minutesTwice: readonly number[] | undefined;
}

export interface FunctionSpans extends CountedSpans {
  readonly node: MetricsAggregate;
}

/** A function as SQL: its labels, and what it aggregates. */
export interface FunctionSql {
  readonly labels: readonly LabelSql[];
  readonly aggregated: AggregatedSql | undefined;
}

/** Undefined when a label or the value takes whole traces to know. */
export function functionSql(
  node: MetricsAggregate,
  isByService: boolean,
  parameters: SqlParameters,
): FunctionSql | undefined {
  const labels = node.by.map((field) => labelSql(field, isByService, parameters));
  if (!labels.every((label) => label !== undefined)) return undefined;
  if (node.field === undefined) return { labels, aggregated: undefined };
  const aggregated = aggregatedSql(node.field, parameters);
  return aggregated === undefined ? undefined : { labels, aggregated };
}

const MS_PER_SECOND = 1_000;

export const LABEL_PREFIX = 'label';

/** Names of the columns of an answer, besides those of labels. Keys that are the same for all are left out. */
export const COUNT_COLUMNS = {
  interval: 'interval_index',
  origin: 'origin',
  bucket: 'bucket',
  undecided: 'undecided',
  spans: 'span_count',
  weight: 'weight',
  number: 'number',
} as const;

/** When the time is over it ends with what it has counted. */
export function countStatement(
  counted: FunctionSpans,
  { labels, aggregated }: FunctionSql,
  limitMs: number,
  parameters: SqlParameters,
): Statement {
  const { query, grid, node } = counted;
  const columns = labels.flatMap((label) => label.columns);
  const keys = new Map<string, string>([
    ...columns.map(({ sql }, at) => [`${LABEL_PREFIX}${at}`, sql] as const),
    [COUNT_COLUMNS.interval, intervalSql(grid, parameters)],
  ]);
  if (aggregated?.origin !== undefined) keys.set(COUNT_COLUMNS.origin, aggregated.origin.id);
  if (aggregated !== undefined && isByBucket(node) && aggregated.occurs !== 'never') {
    keys.set(COUNT_COLUMNS.bucket, bucketSql(aggregated));
  }
  const { undecided } = counted.filter;
  if (undecided !== undefined) {
    keys.set(COUNT_COLUMNS.undecided, `CAST(${undecided(parameters)} AS UInt8)`);
  }
  const weight = isExtrapolated(query) ? WEIGHT_SQL : undefined;
  const spans = spansOnce(grid, counted.minutesTwice, parameters);
  const sql = `SELECT ${[...keys].map(([name, key]) => `${key} AS ${name}`).join(',\n  ')},
  toFloat64(count()) AS ${COUNT_COLUMNS.spans},
  ${weight === undefined ? COUNT_COLUMNS.spans : `sum(${weight})`} AS ${COUNT_COLUMNS.weight},
  ${numberSql(node, aggregated, weight)} AS ${COUNT_COLUMNS.number}
FROM ${spans.from}
WHERE ${allOf([spans.where, countedConditions(counted, aggregated, parameters)])}
GROUP BY ${[...keys.keys()].join(', ')}
SETTINGS timeout_overflow_mode = 'break', max_execution_time = ${limitMs / MS_PER_SECOND}
FORMAT Native`;
  return { sql, parameters };
}

/** Of the spans that may count. */
export function countedConditions(
  { node, filter }: FunctionSpans,
  aggregated: AggregatedSql | undefined,
  parameters: SqlParameters,
): string {
  const value = aggregated === undefined ? TRUE : hasValue(node, aggregated);
  return allOf([filter.may(parameters), value]);
}

function hasValue(node: MetricsAggregate, aggregated: AggregatedSql): string {
  const { origin } = aggregated;
  const own = hasOwnValue(node, aggregated);
  return origin === undefined ? own : anyOf([own, `${origin.id} != 0`]);
}

function hasOwnValue(node: MetricsAggregate, { number, int, occurs }: AggregatedSql): string {
  const isLarge = `${int} >= ${LEAST_IN_BUCKET}`;
  switch (occurs) {
    case 'never':
      return FALSE;
    case 'always':
      return isByBucket(node) ? isLarge : TRUE;
    case 'sometimes':
      return isByBucket(node) ? `ifNull(${isLarge}, 0)` : `isNotNull(${number})`;
    default:
      return assertNever(occurs);
  }
}

/** Smaller values are in no bucket. */
const LEAST_IN_BUCKET = 2;

function isByBucket({ function: name }: MetricsAggregate): boolean {
  return name === 'histogram_over_time' || name === 'quantile_over_time';
}

/** The exponent of the next power of two that is not below the value: the bits of what is one less. */
function bucketSql({ int, occurs }: AggregatedSql): string {
  // Of what is in no bucket there is nothing to count.
  const value = occurs === 'always' ? int : `greatest(ifNull(${int}, 0), 1)`;
  const bits = `bitCount(toUInt64(2 * roundToExp2(toUInt64(${value} - 1)) - 1))`;
  return `toUInt8(${occurs === 'always' ? bits : `if(ifNull(${int} >= ${LEAST_IN_BUCKET}, 0), ${bits}, 0)`})`;
}

function numberSql(
  { function: name }: MetricsAggregate,
  aggregated: AggregatedSql | undefined,
  weight: string | undefined,
): string {
  if (aggregated === undefined || aggregated.occurs === 'never') return 'toFloat64(0)';
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
