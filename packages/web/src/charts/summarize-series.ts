// What a chart shows, in a sentence: for those who hear it rather than see it.

import type { ChartSeries, ChartUnit } from './chart-types.ts';
import { formatValue } from './format-value.ts';

function isValue(value: number | null | undefined): value is number {
  return value !== null && value !== undefined;
}

export function hasValues(series: readonly ChartSeries[]): boolean {
  return series.some(({ values }) => values.some(isValue));
}

function summarizeOne({ label, values }: ChartSeries, unit: ChartUnit): string {
  const known = values.filter(isValue);
  const last = known.at(-1);
  if (last === undefined) return `${label}: no values`;
  // Not by spreading: a series may have more values than a call may have arguments.
  const min = known.reduce((a, b) => Math.min(a, b), last);
  const max = known.reduce((a, b) => Math.max(a, b), last);
  const say = (value: number): string => formatValue(unit, value);
  return `${label}: between ${say(min)} and ${say(max)}, last ${say(last)}`;
}

/** "rate: between 1/s and 5/s, last 3/s; errors: …" */
export function summarizeSeries(series: readonly ChartSeries[], unit: ChartUnit): string {
  return series.map((each) => summarizeOne(each, unit)).join('; ');
}
