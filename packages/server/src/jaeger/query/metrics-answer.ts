// Charts of services in the form of Jaeger's MetricFamily: at each step, the rate of calls, the share of errors or a
// quantile of the time that calls took, of so much time before it.

import { durationOfBucket, type RollupBin } from '@throughline/storage/contract/rollups';
import type { MetricsRequest } from './metrics-request.ts';
import { toldService } from './service-names.ts';

const MS_PER_MINUTE = 60_000;
const MS_PER_SECOND = 1000;
const NS_PER_MS = 1e6;

/** Which minutes a chart is made of. */
export interface ChartBins {
  readonly lastMinuteS: number;
  readonly minutes: number;
  readonly binMinutes: number;
}

/** A minute is the finest there is; longer steps are made of whole minutes. */
export function chartBins({ endMs, lookbackMs, stepMs, rateMs }: MetricsRequest): ChartBins {
  return {
    lastMinuteS: Math.floor(endMs / MS_PER_MINUTE) * (MS_PER_MINUTE / MS_PER_SECOND),
    minutes: Math.ceil((lookbackMs + rateMs) / MS_PER_MINUTE),
    binMinutes: Math.max(1, Math.floor(Math.min(stepMs, rateMs) / MS_PER_MINUTE)),
  };
}

export type Measure =
  | { readonly kind: 'calls' }
  | { readonly kind: 'errors' }
  | { readonly kind: 'latencies'; readonly quantile: number };

export function metricFamily(
  measure: Measure,
  request: MetricsRequest,
  bins: readonly RollupBin[],
): object {
  const { byOperation } = request;
  const [name, help] = titleOf(measure);
  return {
    name: `service${byOperation ? '_operation' : ''}_${name}`,
    type: 'GAUGE',
    help: `${help}, grouped by service${byOperation ? ' & operation' : ''}`,
    metrics: seriesOf(bins).map((series) => ({
      labels: [
        ...(byOperation ? [{ name: 'operation', value: series[0]?.operation ?? '' }] : []),
        { name: 'service_name', value: toldService(series[0]?.service ?? '') },
      ],
      metricPoints: points(measure, request, series),
    })),
  };
}

function titleOf(measure: Measure): readonly [name: string, help: string] {
  switch (measure.kind) {
    case 'calls':
      return ['call_rate', 'calls/sec'];
    case 'errors':
      return ['error_rate', 'error rate, computed as a fraction of errors/sec over calls/sec'];
    case 'latencies':
      return ['latencies', `${measure.quantile.toFixed(2)}th quantile latency`];
  }
}

/** They come ordered. */
function seriesOf(bins: readonly RollupBin[]): RollupBin[][] {
  const series: RollupBin[][] = [];
  let last: RollupBin | undefined;
  for (const bin of bins) {
    if (last?.service === bin.service && last.operation === bin.operation) series.at(-1)?.push(bin);
    else series.push([bin]);
    last = bin;
  }
  return series;
}

function points(measure: Measure, request: MetricsRequest, bins: readonly RollupBin[]) {
  const { endMs, lookbackMs, stepMs, rateMs } = request;
  const binMs = chartBins(request).binMinutes * MS_PER_MINUTE;
  const told: object[] = [];
  for (let ageMs = Math.floor(lookbackMs / stepMs) * stepMs; ageMs >= 0; ageMs -= stepMs) {
    const window = bins.filter(({ age }) => age * binMs >= ageMs && age * binMs < ageMs + rateMs);
    const value = measured(measure, window, rateMs);
    told.push({
      gaugeValue: { doubleValue: Number.isNaN(value) ? 'NaN' : value },
      timestamp: new Date(endMs - ageMs).toISOString(),
    });
  }
  return told;
}

function measured(measure: Measure, window: readonly RollupBin[], rateMs: number): number {
  const calls = window.reduce((sum, { spanCount }) => sum + spanCount, 0);
  switch (measure.kind) {
    case 'calls':
      return calls / (rateMs / MS_PER_SECOND);
    case 'errors':
      return window.reduce((sum, { errorCount }) => sum + errorCount, 0) / calls;
    case 'latencies':
      return quantileMs(window, measure.quantile);
  }
}

/** NaN when there were no calls. Within a bucket durations are taken to be spread evenly. */
function quantileMs(window: readonly RollupBin[], quantile: number): number {
  const counts = new Map<number, number>();
  let total = 0;
  for (const bin of window) {
    for (const [index, bucket] of bin.buckets.entries()) {
      const count = bin.counts[index] ?? 0;
      counts.set(bucket, (counts.get(bucket) ?? 0) + count);
      total += count;
    }
  }
  let rest = quantile * total;
  for (const [bucket, count] of [...counts].sort(([a], [b]) => a - b)) {
    if (rest <= count) {
      const from = durationOfBucket(bucket);
      const to = bucket === 0 ? 0 : durationOfBucket(bucket + 1);
      return (from + (to - from) * (rest / count)) / NS_PER_MS;
    }
    rest -= count;
  }
  return Number.NaN;
}
