// One metrics function over whole traces, whatever its pipeline does: traces go in, series come out.

import type { Compare, Field, MetricsAggregate, MetricsPipeline, Query } from '../../syntax/ast.ts';
import { evaluatePipeline } from '../evaluate-pipeline.ts';
import { readLabel } from '../read-field.ts';
import { requestedFields } from '../requested-fields.ts';
import type { Trace } from '../trace.ts';
import { firstOf } from '../value.ts';
import { partOf, secondsOrNumber } from './accumulator.ts';
import { createComparison } from './compare-series.ts';
import { createExemplarChoice } from './exemplars.ts';
import { groupLabels } from './group-labels.ts';
import { exemplarLimit, isExtrapolated } from './hints.ts';
import { samplingWeight } from './sampling-weight.ts';
import type { Series } from './series.ts';
import { createSeriesGroups } from './series-groups.ts';
import { intervalOf, type TimeGrid } from './time-grid.ts';

export interface MetricsRequest {
  readonly query: Query;
  readonly grid: TimeGrid;
  /** At most so many; 0: none. */
  readonly exemplars: number;
}

/** What one metrics function has seen so far. */
export interface MetricsCounter {
  /** Sets of labels, or values that are compared: what its memory depends on. */
  readonly groupCount: number;
  /** Each trace once, and whole. */
  add(trace: Trace): void;
  series(): readonly Series[];
}

interface CountedSpan {
  readonly span: number;
  readonly interval: number;
  readonly weight: number;
}

export function createMetricsCounter(
  { pipeline, aggregate }: MetricsPipeline,
  { query, grid, exemplars }: MetricsRequest,
): MetricsCounter {
  const weightOf = isExtrapolated(query) ? samplingWeight : () => 1;
  const limit = exemplarLimit(query, exemplars);
  const counting =
    aggregate.kind === 'compare'
      ? comparing(aggregate, grid)
      : grouping(aggregate, grid, limit, requestedFields(query));
  return {
    get groupCount() {
      return counting.groupCount();
    },
    add: (trace) => {
      const { batch, rows } = trace;
      const counted: CountedSpan[] = [];
      for (const span of evaluatePipeline(pipeline, trace).flatMap(({ spans }) => spans)) {
        const row = rows[span] ?? 0;
        const interval = intervalOf(grid, batch.startNs.unsignedAt(row));
        if (interval < 0) continue;
        counted.push({ span, interval, weight: weightOf(batch.traceState.textAt(row)) });
      }
      counting.add(trace, counted);
    },
    series: () => counting.series(),
  };
}

interface Counting {
  groupCount(): number;
  add(trace: Trace, counted: readonly CountedSpan[]): void;
  series(): readonly Series[];
}

function comparing(node: Compare, grid: TimeGrid): Counting {
  const comparison = createComparison(node, grid);
  return {
    groupCount: () => comparison.valueCount,
    add: (trace, counted) => {
      for (const { span, interval, weight } of counted) {
        comparison.add(trace, span, interval, weight);
      }
    },
    series: () => comparison.series(),
  };
}

function grouping(
  node: MetricsAggregate,
  grid: TimeGrid,
  limit: number,
  fields: readonly Field[],
): Counting {
  const groups = createSeriesGroups(node, grid);
  const choice = createExemplarChoice(limit, fields);
  return {
    groupCount: () => groups.size,
    add: (trace, counted) => {
      let first = Number.POSITIVE_INFINITY;
      for (const { span, interval, weight } of counted) {
        const { field } = node;
        const value = field === undefined ? undefined : firstOf(readLabel(trace, span, field));
        const part = partOf(node, value, weight);
        if (part === undefined) continue;
        groups.of(groupLabels(node, trace, span)).join(interval, part);
        first = Math.min(first, span);
      }
      // The spans of a trace are in the order of their starts.
      const earliest = counted.find(({ span }) => span === first);
      if (earliest === undefined || limit === 0) return;
      const { span, interval } = earliest;
      const value =
        node.field === undefined ? undefined : firstOf(readLabel(trace, span, node.field));
      choice.add(trace, {
        span,
        interval,
        value: secondsOrNumber(value) ?? Number.NaN,
        group: groupLabels(node, trace, span),
      });
    },
    series: () => groups.series(choice.chosen()),
  };
}
