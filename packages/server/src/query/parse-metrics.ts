// The query string of GET /api/v1/metrics/query as what the engine works with: a query and a grid of times.

import type { MetricsQuery } from '@throughline/model/api/traceql';
import type { TraceqlMetrics } from '@throughline/storage/contract/traceql-store';
import {
  defaultStepNs,
  instantGrid,
  MAX_INTERVALS,
  rangeGrid,
  type TimeGrid,
} from '@throughline/traceql/eval/metrics/time-grid';
import { DURATION_EXPECTED, parseDurationNs } from './parse-duration.ts';
import { parseClosedRange } from './parse-range.ts';
import { refuseParameter } from './refuse-parameter.ts';
import { parseMetricsQuery } from './traceql-text.ts';

export function parseMetrics(
  parameters: MetricsQuery,
  nowNs: bigint,
): Omit<TraceqlMetrics, 'limits'> {
  const { q, exemplars, maxSeries } = parameters;
  return { query: parseMetricsQuery(q), grid: gridOf(parameters, nowNs), exemplars, maxSeries };
}

function gridOf(parameters: MetricsQuery, nowNs: bigint): TimeGrid {
  const { startNs, endNs } = parseClosedRange(parameters, nowNs);
  if (parameters.instant === true) return instantGrid(startNs, endNs);
  const stepNs = stepOf(parameters.step) ?? defaultStepNs(startNs, endNs);
  // One more at the beginning and a part at the end, as the grid is of whole steps.
  if ((endNs - startNs) / stepNs > BigInt(MAX_INTERVALS - 3)) {
    refuseParameter('step', parameters.step ?? '', `at most ${MAX_INTERVALS} steps in the range`);
  }
  return rangeGrid(startNs, endNs, stepNs);
}

function stepOf(text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined;
  const stepNs = parseDurationNs(text);
  return stepNs === undefined || stepNs === 0n
    ? refuseParameter('step', text, `${DURATION_EXPECTED}, longer than nothing`)
    : stepNs;
}
