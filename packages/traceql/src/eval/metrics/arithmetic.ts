// Arithmetic between series, and between series and a number.

import { assertNever } from '@throughline/model/base/assert';
import type { MetricsOperator } from '../../syntax/ast.ts';
import { textValue, type Value, valueText } from '../value.ts';
import { byTime, type Label, NAME_LABEL, type Series, seriesKey } from './series.ts';

/** Undefined of nothing: what is divided by zero is not there. */
function compute(operator: MetricsOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? Number.NaN : left / right;
    default:
      return assertNever(operator);
  }
}

export function withScalar(
  operator: MetricsOperator,
  series: readonly Series[],
  scalar: number,
  isScalarLeft: boolean,
): Series[] {
  return series.map((one) => ({
    ...one,
    values: one.values.map((value) =>
      isScalarLeft ? compute(operator, scalar, value) : compute(operator, value, scalar),
    ),
  }));
}

/**
 * Series meet where their labels are the same, their names aside. One without labels meets every series of the
 * other side, and keeps its exemplars to itself; what meets nothing is dropped.
 */
export function combineSeries(
  operator: MetricsOperator,
  left: readonly Series[],
  right: readonly Series[],
): Series[] {
  const rightByKey = new Map(right.map((one) => [seriesKey(unnamed(one)), one]));
  const rightAlone = right.length === 1 && rightByKey.get('');
  const leftAlone = left.length === 1 && left[0] !== undefined && unnamed(left[0]).length === 0;
  if (leftAlone && left[0] !== undefined) {
    const [one] = left;
    return right.map((other) => {
      const isFannedOut = unnamed(other).length > 0;
      return joinSeries(operator, isFannedOut ? withoutExemplars(one) : one, other);
    });
  }
  return left.flatMap((one) => {
    const same = rightByKey.get(seriesKey(unnamed(one)));
    if (same !== undefined) return [joinSeries(operator, one, same)];
    return rightAlone ? [joinSeries(operator, one, withoutExemplars(rightAlone))] : [];
  });
}

function withoutExemplars(series: Series): Series {
  return { ...series, exemplars: [] };
}

function unnamed({ labels }: Series): readonly Label[] {
  return labels
    .filter(([name]) => name !== NAME_LABEL)
    .sort(([a], [b]) => (a === b ? 0 : a < b ? -1 : 1));
}

function joinSeries(operator: MetricsOperator, left: Series, right: Series): Series {
  const labels = unnamed(left).length > 0 ? left.labels : right.labels;
  const names = [nameOf(left), nameOf(right)].filter((name) => name !== undefined).map(valueText);
  const name: Label[] =
    names.length === 2 ? [[NAME_LABEL, textValue(`(${names.join(` ${operator} `)})`)]] : [];
  return {
    labels: [...name, ...labels.filter(([label]) => label !== NAME_LABEL)],
    values: left.values.map((value, interval) =>
      compute(operator, value, right.values[interval] ?? Number.NaN),
    ),
    exemplars: [...left.exemplars, ...right.exemplars].sort(byTime),
  };
}

function nameOf({ labels }: Series): Value | undefined {
  return labels.find(([name]) => name === NAME_LABEL)?.[1];
}
