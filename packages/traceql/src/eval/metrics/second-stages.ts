// What can be done to series: keep the highest or lowest of each interval, keep what compares.

import { assertNever } from '@throughline/model/base/assert';
import type { ComparisonOperator, RankStage, SecondStage, StaticValue } from '../../syntax/ast.ts';
import { compareLabels, type Series } from './series.ts';

export function applySecondStages(
  series: readonly Series[],
  stages: readonly SecondStage[],
): readonly Series[] {
  return stages.reduce<readonly Series[]>(
    (current, stage) =>
      stage.kind === 'rank'
        ? rank(current, stage)
        : keepValues(current, (value) =>
            passes(stage.operator, value, thresholdOf(stage.value.value)),
          ),
    series,
  );
}

function keepValues(
  series: readonly Series[],
  keeps: (value: number, at: { readonly series: Series; readonly interval: number }) => boolean,
): Series[] {
  return series.map((one) => ({
    ...one,
    values: one.values.map((value, interval) =>
      keeps(value, { series: one, interval }) ? value : Number.NaN,
    ),
  }));
}

const NS_PER_SECOND = 1e9;

/** Durations are in seconds, as the values of series are. */
function thresholdOf(value: StaticValue): number {
  switch (value.type) {
    case 'int':
    case 'float':
      return Number(value.value);
    case 'duration':
      return Number(value.value) / NS_PER_SECOND;
    default:
      return Number.NaN;
  }
}

function passes(operator: ComparisonOperator, value: number, threshold: number): boolean {
  if (Number.isNaN(value)) return false;
  switch (operator) {
    case '=':
      return value === threshold;
    case '!=':
      return value !== threshold;
    case '<':
      return value < threshold;
    case '<=':
      return value <= threshold;
    case '>':
      return value > threshold;
    case '>=':
      return value >= threshold;
    default:
      return assertNever(operator);
  }
}

/**
 * Of equal values topk keeps those whose labels come earlier and bottomk those whose labels come later, so that
 * the two never keep the same when they need not.
 */
function rank(series: readonly Series[], stage: RankStage): Series[] {
  const direction = stage.function === 'topk' ? 1 : -1;
  const limit = Number(stage.limit);
  const kept = new Map<number, Set<Series>>();
  const intervals = series[0]?.values.length ?? 0;
  for (let interval = 0; interval < intervals; interval++) {
    const valueAt = (one: Series) => one.values[interval] ?? Number.NaN;
    const ranked = series
      .filter((one) => !Number.isNaN(valueAt(one)))
      .sort(
        (a, b) =>
          direction * (orderOf(valueAt(b), valueAt(a)) || compareLabels(a.labels, b.labels)),
      );
    kept.set(interval, new Set(ranked.slice(0, limit)));
  }
  return keepValues(series, (_, at) => kept.get(at.interval)?.has(at.series) ?? false);
}

/** Infinite values are equal to themselves, which subtracting them would not say. */
function orderOf(left: number, right: number): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
