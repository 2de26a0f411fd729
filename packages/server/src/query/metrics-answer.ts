// Series as the API tells them: one list of times for all, a value or null for each.

import type { MetricsAnswer } from '@throughline/model/api/traceql';
import type {
  Exemplar,
  SeriesWithExemplars,
  TraceqlMetrics,
  TraceqlMetricsAnswer,
} from '@throughline/storage/contract/traceql-store';
import { timestampMsOf } from '@throughline/traceql/eval/metrics/time-grid';
import { print } from '@throughline/traceql/syntax/print';
import { namedValue } from './named-value.ts';

export function metricsAnswer(
  { query, grid }: Pick<TraceqlMetrics, 'query' | 'grid'>,
  answer: TraceqlMetricsAnswer,
): MetricsAnswer {
  const { incomplete, statistics } = answer;
  return {
    query: print(query),
    timesMs: Array.from({ length: grid.intervalCount }, (_, at) => timestampMsOf(grid, at)),
    stepNano: String(grid.stepNs),
    series: answer.series.map(seriesOf),
    ...(incomplete === undefined ? {} : { incomplete: { ...incomplete } }),
    statistics: { ...statistics },
  };
}

function seriesOf({ labels, values, exemplars }: SeriesWithExemplars) {
  return {
    labels: labels.map(namedValue),
    values: Array.from(values, pointOf),
    exemplars: exemplars.map(exemplarOf),
  };
}

function exemplarOf({ traceId, spanId, timestampMs, value, labels }: Exemplar) {
  return { traceId, spanId, timestampMs, value: pointOf(value), labels: labels.map(namedValue) };
}

/** JSON has neither "not a number" nor infinity. */
function pointOf(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
