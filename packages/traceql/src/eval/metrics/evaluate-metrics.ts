// The reference answer to a metrics query over the spans of a batch, and its parts for engines that count by
// themselves. A span counts by its start.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import {
  isMetrics,
  type MetricsExpression,
  type MetricsPipeline,
  type Query,
  type Static,
} from '../../syntax/ast.ts';
import { asNumber } from '../../syntax/fold-static.ts';
import { TraceqlError } from '../../syntax/traceql-error.ts';
import { type FindingsOfTraces, tracesOf } from '../trace.ts';
import { combineSeries, withScalar } from './arithmetic.ts';
import { createMetricsCounter } from './count-traces.ts';
import { applySecondStages } from './second-stages.ts';
import { type Exemplar, orderedSeries, type Series } from './series.ts';
import { intervalOf, type TimeGrid } from './time-grid.ts';

/** In the order of their labels. Throws TraceqlError for a query that is not about metrics. */
export function evaluateMetrics(
  query: Query,
  batch: SpanBatch,
  grid: TimeGrid,
  exemplars = 0,
  findings?: FindingsOfTraces,
): Series[] {
  const traces = tracesOf(batch, findings);
  return combineMetrics(metricsOf(query), grid, (pipeline) => {
    const counter = createMetricsCounter(pipeline, { query, grid, exemplars });
    for (const trace of traces) counter.add(trace);
    return counter.series();
  });
}

/** What of a query is about metrics. Throws TraceqlError when it is not. */
export function metricsOf({ body }: Query): MetricsExpression {
  if (isMetrics(body)) return body;
  const message = 'a query without a metrics function answers with traces, not with series';
  throw new TraceqlError('evaluate', message, body.range);
}

/** The functions of a query that count spans. */
export function metricsPipelines(node: MetricsExpression | Static): MetricsPipeline[] {
  switch (node.kind) {
    case 'static':
      return [];
    case 'metrics-pipeline':
      return [node];
    default:
      return [...metricsPipelines(node.left), ...metricsPipelines(node.right)];
  }
}

/** The answer to a query from the series that its functions have counted, second stages not applied. */
export function combineMetrics(
  node: MetricsExpression,
  grid: TimeGrid,
  seriesOf: (pipeline: MetricsPipeline) => readonly Series[],
): Series[] {
  return orderedSeries(combine(node, seriesOf)).map((series) => withExemplarValues(series, grid));
}

function combine(
  node: MetricsExpression,
  seriesOf: (pipeline: MetricsPipeline) => readonly Series[],
): readonly Series[] {
  const series = node.kind === 'metrics-pipeline' ? seriesOf(node) : operate(node, seriesOf);
  return applySecondStages(series, node.secondStages);
}

function operate(
  node: Extract<MetricsExpression, { kind: 'metrics-operation' }>,
  seriesOf: (pipeline: MetricsPipeline) => readonly Series[],
): Series[] {
  const { operator, left, right } = node;
  if (left.kind === 'static') {
    if (right.kind === 'static') return [];
    return withScalar(operator, combine(right, seriesOf), scalarOf(left), true);
  }
  if (right.kind === 'static') {
    return withScalar(operator, combine(left, seriesOf), scalarOf(right), false);
  }
  return combineSeries(operator, combine(left, seriesOf), combine(right, seriesOf));
}

function scalarOf({ value }: Static): number {
  return asNumber(value) ?? Number.NaN;
}

/** An exemplar without a value of its own has that of its point; one whose point is gone goes, too. */
function withExemplarValues(series: Series, grid: TimeGrid): Series {
  const exemplars = series.exemplars.flatMap((exemplar): Exemplar[] => {
    const interval = intervalOf(grid, exemplar.startNs);
    const point = series.values[interval] ?? Number.NaN;
    if (Number.isNaN(point)) return [];
    return [Number.isNaN(exemplar.value) ? { ...exemplar, value: point } : exemplar];
  });
  return { ...series, exemplars };
}
