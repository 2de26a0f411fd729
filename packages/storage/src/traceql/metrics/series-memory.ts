// What the series of a query take of this process's memory while they are counted, which is bounded as the engine's
// own is.

import type { MetricsCounter } from '@throughline/traceql/eval/metrics/count-traces';
import type { MetricsPipeline } from '@throughline/traceql/syntax/ast';
import type { TraceqlMetrics } from '../../contract/traceql-store.ts';
import { incompleteBy, LimitReachedError } from '../read-session.ts';

/** A sum and a weight for each point; quantiles have a map of buckets for each instead. */
const POINT_BYTES = 16;
const BUCKETS_BYTES = 256;
/** Labels and what holds them. */
const GROUP_BYTES = 512;

/** Throws LimitReachedError. */
export function checkMemory(
  { aggregate }: Pick<MetricsPipeline, 'aggregate'>,
  { groups, comparison }: MetricsCounter,
  { grid, limits }: TraceqlMetrics,
): void {
  const count = groups?.size ?? comparison?.valueCount ?? 0;
  const isByBucket =
    aggregate.kind === 'metrics-aggregate' && aggregate.function === 'quantile_over_time';
  const pointBytes = isByBucket ? BUCKETS_BYTES : POINT_BYTES;
  const bytes = count * (GROUP_BYTES + grid.intervalCount * pointBytes);
  if (bytes > limits.maxMemoryBytes) throw new LimitReachedError(incompleteBy('memory', limits));
}
