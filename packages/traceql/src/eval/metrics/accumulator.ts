// What is kept of the spans of one group, interval by interval, until its series can be made.

import { assertNever } from '@throughline/model/base/assert';
import type { MetricsAggregate, MetricsFunction } from '../../syntax/ast.ts';
import { numberOf, type Value } from '../value.ts';
import { bucketOf, quantileOf } from './buckets.ts';
import type { Label, Series } from './series.ts';
import type { TimeGrid } from './time-grid.ts';

export interface Accumulator {
  /** `value` is absent for functions without a field. */
  add(interval: number, value: Value | undefined, weight: number): void;
  series(labels: readonly Label[]): Series[];
}

const NS_PER_SECOND = 1e9;

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
    add: (interval, _, weight) => {
      values[interval] = (values[interval] ?? 0) + weight;
    },
    series: (labels) => [{ labels, values: values.map((value) => value / divisor) }],
  };
}

/** Durations in seconds; undefined for what is no number. */
function secondsOrNumber(value: Value | undefined): number | undefined {
  const number = value === undefined ? undefined : numberOf(value);
  if (number === undefined) return undefined;
  return value?.type === 'duration' ? Number(number) / NS_PER_SECOND : Number(number);
}

function numeric({ intervalCount }: TimeGrid, name: MetricsFunction): Accumulator {
  const values = new Float64Array(intervalCount).fill(Number.NaN);
  const weights = new Float64Array(intervalCount);
  return {
    add: (interval, value, weight) => {
      const number = secondsOrNumber(value);
      if (number === undefined) return;
      weights[interval] = (weights[interval] ?? 0) + weight;
      values[interval] = joined(name, values[interval] ?? Number.NaN, number, weight);
    },
    series: (labels) => {
      if (name !== 'avg_over_time') return [{ labels, values }];
      return [{ labels, values: values.map((sum, interval) => sum / (weights[interval] ?? 0)) }];
    },
  };
}

function joined(name: MetricsFunction, before: number, value: number, weight: number): number {
  const isFirst = Number.isNaN(before);
  if (name === 'min_over_time') return isFirst ? value : Math.min(before, value);
  if (name === 'max_over_time') return isFirst ? value : Math.max(before, value);
  return (isFirst ? 0 : before) + value * weight;
}

function histogram({ intervalCount }: TimeGrid): Accumulator {
  const counts = new Map<number, Float64Array>();
  return {
    add: (interval, value, weight) => {
      const bucket = bucketOf(value);
      if (bucket === undefined) return;
      const ofBucket = counts.get(bucket) ?? new Float64Array(intervalCount);
      ofBucket[interval] = (ofBucket[interval] ?? 0) + weight;
      counts.set(bucket, ofBucket);
    },
    series: (labels) =>
      [...counts].map(([bucket, values]) => ({
        labels: [...labels, ['__bucket', { type: 'float', value: bucket }]],
        values,
      })),
  };
}

function quantiles({ intervalCount }: TimeGrid, wanted: readonly number[]): Accumulator {
  const counts = Array.from({ length: intervalCount }, () => new Map<number, number>());
  return {
    add: (interval, value, weight) => {
      const bucket = bucketOf(value);
      const ofInterval = counts[interval];
      if (bucket === undefined || ofInterval === undefined) return;
      ofInterval.set(bucket, (ofInterval.get(bucket) ?? 0) + weight);
    },
    series: (labels) =>
      wanted.map((quantile) => ({
        labels: [...labels, ['p', { type: 'float', value: quantile }]],
        values: Float64Array.from(counts, (buckets) => quantileOf(quantile, buckets)),
      })),
  };
}
