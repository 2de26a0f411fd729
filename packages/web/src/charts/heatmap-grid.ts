// Counts by time and by duration, as a heatmap shows them: columns are intervals, rows are ranges of
// durations that double, lowest first. Numbers only; drawing is draw-heatmap.ts.

import type { MetricsAnswer } from '@throughline/model/api/traceql';
import type { TimeRangeMs } from './chart-types.ts';
import { axisRange, indexOfTime, intervalAt } from './intervals.ts';

export interface HeatmapGrid {
  /** Ends of the intervals. */
  readonly timesMs: readonly number[];
  readonly stepMs: number;
  /** Upper bounds of the rows in ns, ascending; each row begins at half of it. */
  readonly boundsNs: readonly number[];
  /** Row after row. */
  readonly counts: Float64Array;
  readonly errors: Float64Array;
  readonly maxCount: number;
}

/** A part of the grid: whole cells, both ends inclusive. */
export interface CellBox {
  readonly fromColumn: number;
  readonly toColumn: number;
  readonly fromRow: number;
  readonly toRow: number;
}

/** What a box of cells means. */
export interface HeatmapBox {
  readonly range: TimeRangeMs;
  /** Exclusive, as a bucket holds what is not above its bound. */
  readonly aboveNs: number;
  /** Inclusive. */
  readonly upToNs: number;
}

const NS_PER_SECOND = 1e9;
/** Fewer rows make a few durations look like all there are. */
const MIN_ROWS = 6;
const ERROR = 'error';

function exponentOf(boundNs: number): number {
  return Math.round(Math.log2(boundNs));
}

interface Bucket {
  readonly exponent: number;
  readonly isError: boolean;
  readonly values: readonly (number | null)[];
}

function bucketsOf({ series }: MetricsAnswer): Bucket[] {
  return series.flatMap(({ labels, values }) => {
    const labelOf = (name: string) => labels.find((label) => label.name === name)?.value;
    const bound = labelOf('__bucket');
    if (typeof bound !== 'number') return [];
    const exponent = exponentOf(bound * NS_PER_SECOND);
    return [{ exponent, isError: labelOf('status') === ERROR, values }];
  });
}

/** From the answer to `… | histogram_over_time(duration) by (status)`; undefined when there is nothing. */
export function heatmapGrid(answer: MetricsAnswer): HeatmapGrid | undefined {
  const buckets = bucketsOf(answer);
  if (buckets.length === 0) return undefined;
  const exponents = buckets.map(({ exponent }) => exponent);
  const lowest = Math.min(...exponents);
  const rows = Math.max(Math.max(...exponents) - lowest + 1, MIN_ROWS);
  const { timesMs } = answer;
  const counts = new Float64Array(rows * timesMs.length);
  const errors = new Float64Array(rows * timesMs.length);
  for (const { exponent, isError, values } of buckets) {
    const offset = (exponent - lowest) * timesMs.length;
    values.forEach((value, column) => {
      counts[offset + column] = (counts[offset + column] ?? 0) + (value ?? 0);
      if (isError) errors[offset + column] = (errors[offset + column] ?? 0) + (value ?? 0);
    });
  }
  return {
    timesMs,
    stepMs: Number(answer.stepNano) / 1e6,
    boundsNs: Array.from({ length: rows }, (_, row) => 2 ** (lowest + row)),
    counts,
    errors,
    maxCount: counts.reduce((a, b) => Math.max(a, b), 0),
  };
}

export function boxOf({ timesMs, stepMs, boundsNs }: HeatmapGrid, cells: CellBox): HeatmapBox {
  return {
    range: {
      startMs: intervalAt(timesMs, stepMs, cells.fromColumn).startMs,
      endMs: intervalAt(timesMs, stepMs, cells.toColumn).endMs,
    },
    aboveNs: (boundsNs[cells.fromRow] ?? 0) / 2,
    upToNs: boundsNs[cells.toRow] ?? 0,
  };
}

/** The cells that a box touches; undefined when it is outside of the grid. */
export function cellsOf(grid: HeatmapGrid, box: HeatmapBox): CellBox | undefined {
  const { timesMs, stepMs, boundsNs } = grid;
  const first = timesMs[0];
  const last = timesMs.at(-1);
  if (first === undefined || last === undefined) return undefined;
  if (box.range.endMs <= first - stepMs || box.range.startMs >= last) return undefined;
  const startMs = Math.max(box.range.startMs, first - stepMs);
  // What begins where an interval ends is in the next one.
  const fromColumn = indexOfTime(timesMs, stepMs, startMs + 1) ?? 0;
  const toColumn = indexOfTime(timesMs, stepMs, Math.min(box.range.endMs, last));
  const fromRow = boundsNs.findIndex((boundNs) => boundNs > box.aboveNs);
  const toRow = boundsNs.findLastIndex((boundNs) => boundNs / 2 < box.upToNs);
  if (toColumn === undefined || fromRow < 0 || toRow < fromRow) return undefined;
  return { fromColumn, toColumn, fromRow, toRow };
}

export function countIn(
  { timesMs, counts, errors }: HeatmapGrid,
  { fromColumn, toColumn, fromRow, toRow }: CellBox,
): { readonly count: number; readonly errorCount: number } {
  let count = 0;
  let errorCount = 0;
  for (let row = fromRow; row <= toRow; row++) {
    for (let column = fromColumn; column <= toColumn; column++) {
      count += counts[row * timesMs.length + column] ?? 0;
      errorCount += errors[row * timesMs.length + column] ?? 0;
    }
  }
  return { count, errorCount };
}

/** Where the grid is drawn: left of it the durations, below it the times. */
export interface HeatmapLayout {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly range: TimeRangeMs;
}

const VALUE_AXIS_PX = 54;
const TIME_AXIS_PX = 22;
const TOP_PX = 6;
export const RIGHT_PX = 8;

export function layoutOf(
  { timesMs, stepMs }: HeatmapGrid,
  asked: TimeRangeMs | undefined,
  size: { readonly width: number; readonly height: number },
): HeatmapLayout {
  return {
    left: VALUE_AXIS_PX,
    top: TOP_PX,
    width: Math.max(size.width - VALUE_AXIS_PX - RIGHT_PX, 1),
    height: Math.max(size.height - TIME_AXIS_PX - TOP_PX, 1),
    range: axisRange(timesMs, stepMs, asked),
  };
}

export function xOf({ left, width, range }: HeatmapLayout, timeMs: number): number {
  return left + ((timeMs - range.startMs) / (range.endMs - range.startMs)) * width;
}

/** The column and row at a point, held inside of the grid. */
export function cellAt(
  { timesMs, stepMs, boundsNs }: HeatmapGrid,
  { left, top, width, height, range }: HeatmapLayout,
  x: number,
  y: number,
): { readonly column: number; readonly row: number } {
  const first = (timesMs[0] ?? 0) - stepMs;
  const timeMs = range.startMs + ((x - left) / width) * (range.endMs - range.startMs);
  const hold = (value: number, count: number) => Math.min(Math.max(value, 0), count - 1);
  return {
    column: hold(Math.ceil((timeMs - first) / stepMs) - 1, timesMs.length),
    row: hold(Math.floor((1 - (y - top) / height) * boundsNs.length), boundsNs.length),
  };
}

/**
 * Round durations (1, 10, 100 µs, ms, s …) and where they are, 0 at the bottom and 1 at the top: at
 * most as many as there is room for.
 */
export function durationTicks(
  { boundsNs }: HeatmapGrid,
  room: number,
): { readonly ns: number; readonly at: number }[] {
  const lowest = Math.log2((boundsNs[0] ?? 2) / 2);
  const rows = boundsNs.length;
  const factor = DECADES.find((step) => rows / Math.log2(step) <= room) ?? DECADES[2];
  const ticks: { ns: number; at: number }[] = [];
  for (let ns = 1; Math.log2(ns) <= lowest + rows; ns *= factor) {
    const at = (Math.log2(ns) - lowest) / rows;
    if (at >= 0) ticks.push({ ns, at });
  }
  return ticks;
}

const DECADES = [10, 1000, 1_000_000] as const;
