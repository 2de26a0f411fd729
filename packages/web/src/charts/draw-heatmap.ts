// Draws a heatmap: the more spans in a cell, the stronger its colour; a red line at its bottom is as long
// as the share of errors. Numbers in, canvas calls out.

import { formatDuration } from '../base/format-duration.ts';
import type { ChartTheme } from './chart-theme.ts';
import { formatAxisTimes } from './format-axis-time.ts';
import {
  type CellBox,
  durationTicks,
  type HeatmapGrid,
  type HeatmapLayout,
  RIGHT_PX,
  xOf,
} from './heatmap-grid.ts';
import { intervalAt } from './intervals.ts';
import { timeTicks } from './time-ticks.ts';

/** The weakest colour that still tells one span from none. */
const LEAST_ALPHA = 0.16;
/** The least of a cell that is marked when any of it are errors. */
const LEAST_MARK_PX = 2;
/** Of the height of a cell. */
const MARK_SHARE = 0.35;
const TIME_LABEL_SPACE_PX = 72;
const VALUE_LABEL_SPACE_PX = 16;

export interface HeatmapMarks {
  /** What was dragged over, or chosen with keys. */
  readonly box: CellBox | undefined;
  readonly cursor: { readonly column: number; readonly row: number | undefined } | undefined;
}

export function drawHeatmap(
  context: CanvasRenderingContext2D,
  grid: HeatmapGrid,
  layout: HeatmapLayout,
  marks: HeatmapMarks,
  theme: ChartTheme,
  isUtc: boolean,
): void {
  const { left, top, width, height } = layout;
  context.clearRect(0, 0, left + width + 100, top + height + 100);
  drawAxes(context, grid, layout, theme, isUtc);
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  drawCells(context, grid, layout, theme);
  drawMarks(context, grid, layout, marks, theme);
  context.restore();
}

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** On whole pixels, so that neighbours touch without a seam. */
function rectOf(grid: HeatmapGrid, layout: HeatmapLayout, box: CellBox): Cell {
  const { timesMs, stepMs, boundsNs } = grid;
  const x = Math.round(xOf(layout, intervalAt(timesMs, stepMs, box.fromColumn).startMs));
  const right = Math.round(xOf(layout, intervalAt(timesMs, stepMs, box.toColumn).endMs));
  const yOf = (row: number): number =>
    Math.round(layout.top + layout.height * (1 - row / boundsNs.length));
  const y = yOf(box.toRow + 1);
  return { x, y, width: Math.max(right - x, 1), height: Math.max(yOf(box.fromRow) - y, 1) };
}

function drawCells(
  context: CanvasRenderingContext2D,
  grid: HeatmapGrid,
  layout: HeatmapLayout,
  theme: ChartTheme,
): void {
  const { timesMs, boundsNs, counts, errors, maxCount } = grid;
  const columns = timesMs.length;
  const full = Math.log1p(maxCount);
  for (let row = 0; row < boundsNs.length; row++) {
    for (let column = 0; column < columns; column++) {
      const count = counts[row * columns + column] ?? 0;
      if (count === 0) continue;
      const box = { fromColumn: column, toColumn: column, fromRow: row, toRow: row };
      const cell = rectOf(grid, layout, box);
      const gap = cell.width > 3 ? 1 : 0;
      context.globalAlpha = LEAST_ALPHA + (1 - LEAST_ALPHA) * (Math.log1p(count) / full);
      context.fillStyle = theme.accent;
      context.fillRect(cell.x, cell.y, cell.width - gap, cell.height - 1);
      const errorCount = errors[row * columns + column] ?? 0;
      if (errorCount === 0) continue;
      const width = Math.max((cell.width - gap) * (errorCount / count), LEAST_MARK_PX);
      const height = Math.max(Math.round(cell.height * MARK_SHARE), LEAST_MARK_PX);
      context.globalAlpha = 1;
      context.fillStyle = theme.error;
      context.fillRect(cell.x, cell.y + cell.height - 1 - height, width, height);
    }
  }
  context.globalAlpha = 1;
}

function drawMarks(
  context: CanvasRenderingContext2D,
  grid: HeatmapGrid,
  layout: HeatmapLayout,
  { box, cursor }: HeatmapMarks,
  theme: ChartTheme,
): void {
  if (cursor !== undefined) {
    const { column, row } = cursor;
    const toRow = row ?? grid.boundsNs.length - 1;
    const cell = rectOf(grid, layout, {
      ...{ fromColumn: column, toColumn: column },
      ...{ fromRow: row ?? 0, toRow },
    });
    context.strokeStyle = row === undefined ? theme.lineStrong : theme.text;
    context.lineWidth = 1;
    if (row === undefined) {
      const x = Math.round(cell.x + cell.width / 2) - 0.5;
      context.beginPath();
      context.moveTo(x, layout.top);
      context.lineTo(x, layout.top + layout.height);
      context.stroke();
    } else context.strokeRect(cell.x - 0.5, cell.y - 0.5, cell.width + 1, cell.height + 1);
  }
  if (box !== undefined) {
    const cell = rectOf(grid, layout, box);
    context.fillStyle = theme.accent;
    context.globalAlpha = 0.14;
    context.fillRect(cell.x, cell.y, cell.width, cell.height);
    context.globalAlpha = 1;
    context.strokeStyle = theme.text;
    context.lineWidth = 1.5;
    context.strokeRect(cell.x + 0.75, cell.y + 0.75, cell.width - 1.5, cell.height - 1.5);
  }
}

function drawAxes(
  context: CanvasRenderingContext2D,
  grid: HeatmapGrid,
  layout: HeatmapLayout,
  theme: ChartTheme,
  isUtc: boolean,
): void {
  const { left, top, width, height, range } = layout;
  context.font = theme.font;
  context.fillStyle = theme.muted;
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const { ns, at } of durationTicks(grid, height / VALUE_LABEL_SPACE_PX)) {
    const y = Math.round(top + height * (1 - at)) + 0.5;
    line(context, left, y, left + width, y);
    context.fillText(tickText(ns), left - 6, Math.max(y, top + 5));
  }
  const bottom = top + height + 0.5;
  line(context, left, bottom, left + width, bottom);
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const ticks = timeTicks(range, Math.floor(width / TIME_LABEL_SPACE_PX), isUtc);
  const labels = formatAxisTimes(ticks, isUtc);
  ticks.forEach((timeMs, at) => {
    const label = labels[at] ?? '';
    const x = xOf(layout, timeMs);
    // Half a label says another time than it means.
    const isWhole = x + context.measureText(label).width / 2 <= left + width + RIGHT_PX;
    if (isWhole) context.fillText(label, x, bottom + 6);
  });
}

/** Round numbers need no digits after the point. */
function tickText(ns: number): string {
  return formatDuration(ns).replace(/\.0+ /, ' ');
}

function line(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  toX: number,
  toY: number,
): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}
