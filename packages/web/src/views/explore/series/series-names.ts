// What each of several series is called: the values of the labels in which they differ.

import type { MetricsAnswer } from '@throughline/model/api/traceql';
import { showValue } from '../../../query/show-value.ts';

/** In the order of the series, each name once. */
export function seriesNames(series: MetricsAnswer['series']): readonly string[] {
  const valuesOf = new Map<string, Set<string>>();
  for (const { labels } of series) {
    for (const label of labels) {
      const values = valuesOf.get(label.name) ?? new Set();
      valuesOf.set(label.name, values.add(showValue(label)));
    }
  }
  const differs = (name: string): boolean => (valuesOf.get(name)?.size ?? 0) > 1;
  const isNamedByAll = series.length === 1 || ![...valuesOf.keys()].some(differs);
  const told = series.map(({ labels }) =>
    labels.filter(({ name }) => isNamedByAll || differs(name)),
  );
  const names = told.map((labels) => labels.map(showValue).join(', ') || 'all');
  // The text 1 and the number read alike.
  return names.map((name, at) =>
    names.indexOf(name) === names.lastIndexOf(name)
      ? name
      : `${name} (${told[at]?.map(({ type }) => type).join(', ')})`,
  );
}
