// Series as Tempo tells of them: what is not there is left out, and each point has its time.

import type {
  QueryInstantResponse,
  QueryRangeResponse,
  TimeSeriesMessage,
} from '@throughline/model/tempo/messages';
import type {
  Exemplar,
  SeriesWithExemplars,
  TraceqlMetrics,
  TraceqlMetricsAnswer,
} from '@throughline/storage/contract/traceql-store';
import { type TimeGrid, timestampMsOf } from '@throughline/traceql/eval/metrics/time-grid';
import { searchMetrics } from './search-answer.ts';
import { tempoLabel } from './tempo-value.ts';

export function rangeResponse(
  request: TraceqlMetricsRequest,
  answer: TraceqlMetricsAnswer,
): QueryRangeResponse {
  return {
    series: answer.series.map((series) => timeSeries(request.grid, series)),
    metrics: searchMetrics(answer.statistics, answer.incomplete === undefined),
    ...partialStatus(request, answer),
  };
}

export function instantResponse(
  request: TraceqlMetricsRequest,
  answer: TraceqlMetricsAnswer,
): QueryInstantResponse {
  return {
    series: answer.series.flatMap(({ labels, values: [value] }) =>
      value === undefined || Number.isNaN(value) ? [] : [{ labels: labels.map(tempoLabel), value }],
    ),
    metrics: searchMetrics(answer.statistics, answer.incomplete === undefined),
    ...partialStatus(request, answer),
  };
}

type TraceqlMetricsRequest = Pick<TraceqlMetrics, 'grid' | 'maxSeries'>;

function timeSeries(
  grid: TimeGrid,
  { labels, values, exemplars }: SeriesWithExemplars,
): TimeSeriesMessage {
  const samples: { value: number; timestampMs: bigint }[] = [];
  for (const [interval, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    samples.push({ value, timestampMs: BigInt(timestampMsOf(grid, interval)) });
  }
  return {
    labels: labels.map(tempoLabel),
    samples,
    ...(exemplars.length === 0 ? {} : { exemplars: exemplars.map(exemplarOf) }),
  };
}

/** The label with the trace's id is what Grafana makes the link from. */
const TRACE_ID_LABEL = 'trace:id';
const SPAN_ID_LABEL = 'span:id';

function exemplarOf({ traceId, spanId, timestampMs, value, labels }: Exemplar) {
  const others = labels.filter(([name]) => name !== TRACE_ID_LABEL && name !== SPAN_ID_LABEL);
  const ids = [
    [TRACE_ID_LABEL, { type: 'string', value: traceId.replace(/^0+/, '') }],
    [SPAN_ID_LABEL, { type: 'string', value: spanId }],
  ] as const;
  return {
    labels: [...ids, ...others].map(tempoLabel),
    value,
    timestampMs: BigInt(Math.trunc(timestampMs)),
  };
}

function partialStatus({ maxSeries }: TraceqlMetricsRequest, { incomplete }: TraceqlMetricsAnswer) {
  if (incomplete === undefined) return {};
  const message =
    incomplete.limit === 'series'
      ? `Response exceeds maximum series limit of ${maxSeries}, a partial response is returned. ` +
        'Warning: the accuracy of each individual value is not guaranteed.'
      : incomplete.message;
  return { status: 'PARTIAL', message } as const;
}
