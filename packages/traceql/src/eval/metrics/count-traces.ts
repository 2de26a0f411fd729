// One metrics function over whole traces, whatever its pipeline does: traces go in, series come out.

import type { Compare, Field, MetricsAggregate, MetricsPipeline, Query } from '../../syntax/ast.ts';
import { evaluatePipeline } from '../evaluate-pipeline.ts';
import { readLabel } from '../read-field.ts';
import { requestedFields } from '../requested-fields.ts';
import type { Trace } from '../trace.ts';
import { firstOf } from '../value.ts';
import { partOf, secondsOrNumber } from './accumulator.ts';
import { type Comparison, createComparison } from './compare-series.ts';
import { createExemplarChoice } from './exemplars.ts';
import { groupLabels } from './group-labels.ts';
import { exemplarLimit, isExtrapolated } from './hints.ts';
import { samplingWeight } from './sampling-weight.ts';
import type { Series } from './series.ts';
import { createSeriesGroups, type SeriesGroups } from './series-groups.ts';
import { intervalOf, type TimeGrid } from './time-grid.ts';

export interface MetricsRequest {
  readonly query: Query;
  readonly grid: TimeGrid;
  /** At most so many; 0: none. */
  readonly exemplars: number;
}

/** What one metrics function has seen so far. */
export interface MetricsCounter {
  /** For counts that another engine has made; `groups` for functions, `comparison` for `compare`. */
  readonly groups: SeriesGroups | undefined;
  readonly comparison: Comparison | undefined;
  /** Each trace once, and whole: its spans are counted, and one of them may be an exemplar. */
  add(trace: Trace): void;
  /** Its spans are counted, but for those that are not wanted. */
  count(trace: Trace, isWanted: (span: number) => boolean): void;
  /** One of its spans may be an exemplar; none is counted. */
  exemplify(trace: Trace): void;
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
  const counting =
    aggregate.kind === 'compare'
      ? comparing(aggregate, grid)
      : grouping(aggregate, grid, exemplarLimit(query, exemplars), requestedFields(query));
  const inGrid = (trace: Trace): CountedSpan[] => {
    const { batch, rows } = trace;
    const counted: CountedSpan[] = [];
    for (const span of evaluatePipeline(pipeline, trace).flatMap(({ spans }) => spans)) {
      const row = rows[span] ?? 0;
      const interval = intervalOf(grid, batch.startNs.unsignedAt(row));
      if (interval < 0) continue;
      counted.push({ span, interval, weight: weightOf(batch.traceState.textAt(row)) });
    }
    return counted;
  };
  return {
    groups: counting.groups,
    comparison: counting.comparison,
    add: (trace) => {
      const counted = inGrid(trace);
      counting.count(trace, counted);
      counting.exemplify(trace, counted);
    },
    count: (trace, isWanted) =>
      counting.count(
        trace,
        inGrid(trace).filter(({ span }) => isWanted(span)),
      ),
    exemplify: (trace) => counting.exemplify(trace, inGrid(trace)),
    series: () => counting.series(),
  };
}

interface Counting {
  readonly groups: SeriesGroups | undefined;
  readonly comparison: Comparison | undefined;
  count(trace: Trace, counted: readonly CountedSpan[]): void;
  exemplify(trace: Trace, counted: readonly CountedSpan[]): void;
  series(): readonly Series[];
}

function comparing(node: Compare, grid: TimeGrid): Counting {
  const comparison = createComparison(node, grid);
  return {
    groups: undefined,
    comparison,
    count: (trace, counted) => {
      for (const { span, interval, weight } of counted) {
        comparison.add(trace, span, interval, weight);
      }
    },
    exemplify: () => {},
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
  const read = (trace: Trace, span: number) =>
    node.field === undefined ? undefined : firstOf(readLabel(trace, span, node.field));
  return {
    groups,
    comparison: undefined,
    count: (trace, counted) => {
      for (const { span, interval, weight } of counted) {
        const part = partOf(node, read(trace, span), weight);
        if (part !== undefined) groups.of(groupLabels(node, trace, span)).join(interval, part);
      }
    },
    exemplify: (trace, counted) => {
      if (limit === 0) return;
      // The spans of a trace are in the order of their starts; groups of them come one after another.
      const first = counted
        .filter(({ span }) => partOf(node, read(trace, span), 1) !== undefined)
        .reduce<CountedSpan | undefined>(
          (before, one) => (before === undefined || one.span < before.span ? one : before),
          undefined,
        );
      if (first === undefined) return;
      const { span, interval } = first;
      const value = secondsOrNumber(read(trace, span)) ?? Number.NaN;
      choice.add(trace, { span, interval, value, group: groupLabels(node, trace, span) });
    },
    series: () => groups.series(choice.chosen()),
  };
}
