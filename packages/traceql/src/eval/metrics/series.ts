// The answer to a metrics query: lines of values over a time grid, each with its labels.

import { compareBigInt } from '../trace.ts';
import { compareText, NIL, type Value, valueKey, valueText } from '../value.ts';

export type Label = readonly [name: string, value: Value];

/** One span behind a point. */
export interface Exemplar {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  readonly startNs: bigint;
  /** NaN until it is known. Of what is aggregated, durations in seconds; of the series at that time where nothing is. */
  readonly value: number;
  readonly labels: readonly Label[];
}

export function byTime(a: Exemplar, b: Exemplar): number {
  return compareBigInt(a.startNs, b.startNs) || compareText(a.traceId, b.traceId);
}

export interface Series {
  readonly labels: readonly Label[];
  /** By interval; NaN: nothing there. */
  readonly values: Float64Array;
  /** By time. */
  readonly exemplars: readonly Exemplar[];
}

/** Says what a series is when it has no label that a query asked for. */
export const NAME_LABEL = '__name__';

export function seriesKey(labels: readonly Label[]): string {
  return labels.map(([name, value]) => `${name}=${valueKey(value)}`).join('\n');
}

/** By the values of the labels, then by their names, label by label. */
export function compareLabels(left: readonly Label[], right: readonly Label[]): number {
  const end = Math.max(left.length, right.length);
  for (let at = 0; at < end; at++) {
    const [leftName, leftValue] = left[at] ?? ['', NIL];
    const [rightName, rightValue] = right[at] ?? ['', NIL];
    const order =
      compareText(valueText(leftValue), valueText(rightValue)) ||
      compareText(leftName, rightName) ||
      // The text "1" and the number.
      compareText(leftValue.type, rightValue.type);
    if (order !== 0) return order;
  }
  return 0;
}

/** Without those in which there is nothing, in the order of their labels. */
export function orderedSeries(series: readonly Series[]): Series[] {
  return series
    .filter(({ values }) => values.some((value) => !Number.isNaN(value)))
    .sort((a, b) => compareLabels(a.labels, b.labels));
}
