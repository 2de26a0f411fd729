// The values of a field with what their spans are like, put together from the answers to one question each: how
// many, how many failed, how long they took.

import type { MetricsAnswer, NamedValue } from '@throughline/model/api/traceql';
import { assertNever } from '@throughline/model/base/assert';
import { withStage } from '../../../data/metrics-queries.ts';
import { showValue } from '../../../query/show-value.ts';
import { conditionText } from '../../../query/simple-condition.ts';
import { staticOfWire } from '../../../query/typed-value.ts';

export interface GroupRow {
  /** Identifies it: the text 1 and the number are two values. */
  readonly id: string;
  readonly label: string;
  /** That a span is in the group; undefined when a query cannot say so. */
  readonly condition: string | undefined;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly p50Ns: number | undefined;
  readonly p95Ns: number | undefined;
}

export type GroupQuestion = 'spans' | 'errors' | 'durations';

export function groupQuery(query: string, field: string, question: GroupQuestion): string {
  switch (question) {
    case 'spans':
      return withStage(query, `count_over_time() by(${field})`);
    case 'errors':
      return withStage(withStage(query, '{ status = error }'), `count_over_time() by(${field})`);
    case 'durations':
      return withStage(query, `quantile_over_time(duration, .5, .95) by(${field})`);
    default:
      return assertNever(question);
  }
}

/** The label that the engine gives to the quantile of a series. */
const QUANTILE = 'p';
const NS_PER_SECOND = 1e9;

export function groupRows(
  field: string,
  spans: MetricsAnswer,
  errors: MetricsAnswer | undefined,
  durations: MetricsAnswer | undefined,
): readonly GroupRow[] {
  const errorsOf = byValue(errors, field);
  const durationsOf = byValue(durations, field);
  const rows = spans.series.map(({ labels, values }): GroupRow => {
    const value = labels.find(({ name }) => name === field);
    const id = idOf(value);
    const quantile = (of: number): number | undefined => {
      const found = durationsOf
        .get(id)
        ?.find((series) => series.labels.some((tag) => isQuantile(tag, of)));
      const seconds = found?.values[0];
      return seconds === null || seconds === undefined ? undefined : seconds * NS_PER_SECOND;
    };
    return {
      id,
      label: labelOf(value),
      condition: conditionOf(field, value),
      spanCount: values[0] ?? 0,
      errorCount: errorsOf.get(id)?.[0]?.values[0] ?? 0,
      p50Ns: quantile(0.5),
      p95Ns: quantile(0.95),
    };
  });
  return rows.sort((a, b) => b.spanCount - a.spanCount || (a.id < b.id ? -1 : 1));
}

function isQuantile({ name, value }: NamedValue, of: number): boolean {
  return name === QUANTILE && Number(value) === of;
}

function byValue(
  answer: MetricsAnswer | undefined,
  field: string,
): ReadonlyMap<string, MetricsAnswer['series']> {
  const map = new Map<string, MetricsAnswer['series'][number][]>();
  for (const series of answer?.series ?? []) {
    const id = idOf(series.labels.find(({ name }) => name === field));
    map.set(id, [...(map.get(id) ?? []), series]);
  }
  return map;
}

function idOf(value: NamedValue | undefined): string {
  return `${labelOf(value)} ${value?.type ?? 'nil'}`;
}

function labelOf(value: NamedValue | undefined): string {
  return value === undefined || value.type === 'nil' ? '(none)' : showValue(value);
}

function conditionOf(field: string, value: NamedValue | undefined): string | undefined {
  if (value === undefined || value.type === 'nil') return `${field} = nil`;
  const asStatic = staticOfWire(value);
  return asStatic === undefined
    ? undefined
    : conditionText({ field, operator: '=', value: asStatic });
}
