// The reference answer to a metrics query over the spans of a batch. A span counts by its start. What it does
// not make are exemplars.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import {
  type Compare,
  isMetrics,
  type MetricsAggregate,
  type MetricsExpression,
  type MetricsPipeline,
  type Query,
  type Static,
} from '../../syntax/ast.ts';
import { asNumber } from '../../syntax/fold-static.ts';
import { TraceqlError } from '../../syntax/traceql-error.ts';
import { evaluatePipeline } from '../evaluate-pipeline.ts';
import { readLabel } from '../read-field.ts';
import { type Trace, tracesOf } from '../trace.ts';
import { firstOf } from '../value.ts';
import { type Accumulator, createAccumulator } from './accumulator.ts';
import { combineSeries, withScalar } from './arithmetic.ts';
import { createComparison } from './compare-series.ts';
import { groupLabels } from './group-labels.ts';
import { samplingWeight } from './sampling-weight.ts';
import { applySecondStages } from './second-stages.ts';
import { type Label, orderedSeries, type Series, seriesKey } from './series.ts';
import { intervalOf, type TimeGrid } from './time-grid.ts';

interface Input {
  readonly traces: readonly Trace[];
  readonly grid: TimeGrid;
  /** Whether a span stands for those that sampling left out. */
  readonly isExtrapolated: boolean;
}

/** In the order of their labels. Throws TraceqlError for a query that is not about metrics. */
export function evaluateMetrics(query: Query, batch: SpanBatch, grid: TimeGrid): Series[] {
  const { body } = query;
  if (!isMetrics(body)) {
    const message = 'a query without a metrics function answers with traces, not with series';
    throw new TraceqlError('evaluate', message, body.range);
  }
  const hint = query.hints.findLast(({ name }) => name === 'extrapolate')?.value.value;
  const isExtrapolated = hint?.type === 'bool' && hint.value;
  return orderedSeries(evaluate(body, { traces: tracesOf(batch), grid, isExtrapolated }));
}

function evaluate(node: MetricsExpression, input: Input): readonly Series[] {
  const series =
    node.kind === 'metrics-pipeline' ? evaluatePipe(node, input) : evaluateOperation(node, input);
  return applySecondStages(series, node.secondStages);
}

function evaluateOperation(
  node: Extract<MetricsExpression, { kind: 'metrics-operation' }>,
  input: Input,
): Series[] {
  const { operator, left, right } = node;
  if (left.kind === 'static') {
    if (right.kind === 'static') return [];
    return withScalar(operator, evaluate(right, input), scalarOf(left), true);
  }
  if (right.kind === 'static') {
    return withScalar(operator, evaluate(left, input), scalarOf(right), false);
  }
  return combineSeries(operator, evaluate(left, input), evaluate(right, input));
}

function scalarOf({ value }: Static): number {
  return asNumber(value) ?? Number.NaN;
}

function evaluatePipe({ pipeline, aggregate }: MetricsPipeline, input: Input): readonly Series[] {
  const counted =
    aggregate.kind === 'compare' ? compared(aggregate, input) : grouped(aggregate, input);
  const { grid, isExtrapolated } = input;
  for (const trace of input.traces) {
    const { batch, rows } = trace;
    for (const span of evaluatePipeline(pipeline, trace).flatMap(({ spans }) => spans)) {
      const row = rows[span] ?? 0;
      const interval = intervalOf(grid, batch.startNs.unsignedAt(row));
      if (interval < 0) continue;
      const weight = isExtrapolated ? samplingWeight(batch.traceState.textAt(row)) : 1;
      counted.add(trace, span, interval, weight);
    }
  }
  return counted.series();
}

interface Counted {
  add(trace: Trace, span: number, interval: number, weight: number): void;
  series(): readonly Series[];
}

function compared(node: Compare, { grid }: Input): Counted {
  return createComparison(node, grid);
}

function grouped(node: MetricsAggregate, { grid }: Input): Counted {
  const groups = new Map<string, { labels: readonly Label[]; accumulator: Accumulator }>();
  return {
    add: (trace, span, interval, weight) => {
      const labels = groupLabels(node, trace, span);
      const key = seriesKey(labels);
      const group = groups.get(key) ?? { labels, accumulator: createAccumulator(node, grid) };
      groups.set(key, group);
      const { field } = node;
      const value = field === undefined ? undefined : firstOf(readLabel(trace, span, field));
      group.accumulator.add(interval, value, weight);
    },
    series: () =>
      [...groups.values()].flatMap(({ labels, accumulator }) => accumulator.series(labels)),
  };
}
