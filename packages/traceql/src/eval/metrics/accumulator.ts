// What is kept of the spans of one group, interval by interval, until its series can be made.

import { assertNever } from '@throughline/model/base/assert';
import type { MetricsAggregate, MetricsFunction } from '../../syntax/ast.ts';
import { numberOf, type Value } from '../value.ts';
import { bucketOf, quantileOf } from './buckets.ts';
import type { Label, Series } from './series.ts';
import type { TimeGrid } from './time-grid.ts';

/** What spans of one group and interval come to: of one span, or of many as another engine has counted them. */
export interface Part {
  /** How many spans. */
  readonly weight: number;
  /** The least, the greatest or the weighted sum of what is aggregated; 0 where nothing is. */
  readonly number: number;
  /** Of distributions: the bucket that the spans are in; 0 for other functions. */
  readonly bucket: number;
}

export interface Accumulator {
  join(interval: number, part: Part): void;
  series(labels: readonly Label[]): Series[];
}

const NS_PER_SECOND = 1e9;

/** Undefined when the span has no value that the function could use. */
export function partOf(
  { function: name }: MetricsAggregate,
  value: Value | undefined,
  weight: number,
): Part | undefined {
  switch (name) {
    case 'rate':
    case 'count_over_time':
      return { weight, number: 0, bucket: 0 };
    case 'min_over_time':
    case 'max_over_time': {
      const number = secondsOrNumber(value);
      return number === undefined ? undefined : { weight, number, bucket: 0 };
    }
    case 'sum_over_time':
    case 'avg_over_time': {
      const number = secondsOrNumber(value);
      return number === undefined ? undefined : { weight, number: number * weight, bucket: 0 };
    }
    case 'histogram_over_time':
    case 'quantile_over_time': {
      const bucket = bucketOf(value);
      return bucket === undefined ? undefined : { weight, number: 0, bucket };
    }
    default:
      return assertNever(name);
  }
}

/** Durations in seconds; undefined for what is no number. */
export function secondsOrNumber(value: Value | undefined): number | undefined {
  const number = value === undefined ? undefined : numberOf(value);
  if (number === undefined || Number.isNaN(number)) return undefined;
  return value?.type === 'duration' ? Number(number) / NS_PER_SECOND : Number(number);
}

export function createAccumulator(node: MetricsAggregate, grid: TimeGrid): Accumulator {
  switch (node.function) {
    case 'rate':
      return counting(grid, Number(grid.stepNs) / NS_PER_SECOND);
    case 'count_over_time':
      return counting(grid, 1);
    case 'min_over_time':
    case 'max_over_time':
    case 'sum_over_time':
    case 'avg_over_time':
      return numeric(grid, node.function);
    case 'histogram_over_time':
      return histogram(grid);
    case 'quantile_over_time':
      return quantiles(grid, node.quantiles);
    default:
      return assertNever(node.function);
  }
}

/** Where nothing was counted, the count is nothing, which is a number. */
function counting({ intervalCount }: TimeGrid, divisor: number): Accumulator {
  const values = new Float64Array(intervalCount);
  return {
    join: (interval, { weight }) => {
      values[interval] = (values[interval] ?? 0) + weight;
    },
    series: (labels) => [{ labels, values: values.map((value) => value / divisor), exemplars: [] }],
  };
}

function numeric({ intervalCount }: TimeGrid, name: MetricsFunction): Accumulator {
  const values = new Float64Array(intervalCount);
  const weights = new Float64Array(intervalCount);
  const valueAt = (value: number, interval: number) => {
    const weight = weights[interval] ?? 0;
    if (weight === 0) return Number.NaN;
    return name === 'avg_over_time' ? value / weight : value;
  };
  return {
    join: (interval, { number, weight }) => {
      const before = weights[interval] === 0 ? undefined : values[interval];
      values[interval] = joined(name, before, number);
      weights[interval] = (weights[interval] ?? 0) + weight;
    },
    series: (labels) => [{ labels, values: values.map(valueAt), exemplars: [] }],
  };
}

function joined(name: MetricsFunction, before: number | undefined, number: number): number {
  if (before === undefined) return number;
  if (name === 'min_over_time') return Math.min(before, number);
  return name === 'max_over_time' ? Math.max(before, number) : before + number;
}

function histogram({ intervalCount }: TimeGrid): Accumulator {
  const counts = new Map<number, Float64Array>();
  return {
    join: (interval, { bucket, weight }) => {
      const ofBucket = counts.get(bucket) ?? new Float64Array(intervalCount);
      ofBucket[interval] = (ofBucket[interval] ?? 0) + weight;
      counts.set(bucket, ofBucket);
    },
    series: (labels) =>
      [...counts].map(([bucket, values]) => ({
        labels: [...labels, [BUCKET_LABEL, { type: 'float', value: bucket }]],
        values,
        exemplars: [],
      })),
  };
}

/** The upper end of a series of `histogram_over_time`. */
export const BUCKET_LABEL = '__bucket';

function quantiles({ intervalCount }: TimeGrid, wanted: readonly number[]): Accumulator {
  const counts = Array.from({ length: intervalCount }, () => new Map<number, number>());
  return {
    join: (interval, { bucket, weight }) => {
      const ofInterval = counts[interval];
      ofInterval?.set(bucket, (ofInterval.get(bucket) ?? 0) + weight);
    },
    series: (labels) =>
      wanted.map((quantile) => ({
        labels: [...labels, ['p', { type: 'float', value: quantile }]],
        values: Float64Array.from(counts, (buckets) => quantileOf(quantile, buckets)),
        exemplars: [],
      })),
  };
}
