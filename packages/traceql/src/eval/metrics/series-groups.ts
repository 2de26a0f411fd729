// The series of one metrics function: an accumulator for each set of labels, and the exemplars that belong to them.

import type { MetricsAggregate } from '../../syntax/ast.ts';
import { type Accumulator, BUCKET_LABEL, createAccumulator } from './accumulator.ts';
import type { GroupedExemplar } from './exemplars.ts';
import { type Exemplar, type Label, type Series, seriesKey } from './series.ts';
import type { TimeGrid } from './time-grid.ts';

export interface SeriesGroups {
  readonly size: number;
  of(labels: readonly Label[]): Accumulator;
  series(exemplars: readonly GroupedExemplar[]): Series[];
}

export function createSeriesGroups(node: MetricsAggregate, grid: TimeGrid): SeriesGroups {
  const groups = new Map<string, { labels: readonly Label[]; accumulator: Accumulator }>();
  return {
    get size() {
      return groups.size;
    },
    of: (labels) => {
      const key = seriesKey(labels);
      const known = groups.get(key);
      if (known !== undefined) return known.accumulator;
      const accumulator = createAccumulator(node, grid);
      groups.set(key, { labels, accumulator });
      return accumulator;
    },
    series: (exemplars) => {
      const ofGroup = byGroup(exemplars);
      return [...groups].flatMap(([key, { labels, accumulator }]) =>
        withExemplars(node, accumulator.series(labels), ofGroup.get(key) ?? []),
      );
    },
  };
}

function byGroup(exemplars: readonly GroupedExemplar[]): Map<string, GroupedExemplar[]> {
  const groups = new Map<string, GroupedExemplar[]>();
  for (const exemplar of exemplars) {
    const key = seriesKey(exemplar.group);
    groups.set(key, [...(groups.get(key) ?? []), exemplar]);
  }
  return groups;
}

/** A group that has several series has them by size of what is aggregated: each takes what is nearest to it. */
function withExemplars(
  node: MetricsAggregate,
  series: readonly Series[],
  exemplars: readonly GroupedExemplar[],
): readonly Series[] {
  if (exemplars.length === 0) return series;
  const taken = new Map<Series | undefined, Exemplar[]>();
  for (const { interval, exemplar } of exemplars) {
    const nearest =
      node.function === 'histogram_over_time'
        ? bucketOfExemplar(series, exemplar.value)
        : nearestSeries(series, exemplar.value, interval);
    taken.set(nearest, [...(taken.get(nearest) ?? []), exemplar]);
  }
  return series.map((one) => ({ ...one, exemplars: taken.get(one) ?? [] }));
}

function bucketOfExemplar(series: readonly Series[], value: number): Series | undefined {
  const ends = series.map((one) => ({ one, end: Number(bucketLabel(one)) }));
  return ends.filter(({ end }) => value <= end).sort((a, b) => a.end - b.end)[0]?.one;
}

function bucketLabel({ labels }: Series): number {
  const label = labels.find(([name]) => name === BUCKET_LABEL)?.[1];
  return label?.type === 'float' ? label.value : Number.NaN;
}

function nearestSeries(
  series: readonly Series[],
  value: number,
  interval: number,
): Series | undefined {
  const distance = (one: Series) => Math.abs((one.values[interval] ?? 0) - value);
  return series.toSorted((a, b) => distance(a) - distance(b))[0];
}
