// How uPlot draws one of our charts: quiet axes, no legend of its own, areas from zero.

import uPlot from 'uplot';
import { type ChartTheme, colorOf, paler } from './chart-theme.ts';
import type { ChartSeries, ChartUnit } from './chart-types.ts';
import { formatAxisTimes } from './format-axis-time.ts';
import { formatAxis } from './format-value.ts';
import { loneIndexes } from './lone-indexes.ts';
import { timeTicks } from './time-ticks.ts';

/** Room for the widest label of an axis of values, such as "1,200 ms". */
const VALUE_AXIS_PX = 54;
const TIME_AXIS_PX = 22;
/** Between labels: more of them would make the axis the loudest part of the chart. */
const TIME_LABEL_SPACE_PX = 72;
const VALUE_LABEL_SPACE_PX = 32;
const RIGHT_PADDING_PX = 8;
/** Of the axis's font, rather too wide than too narrow. */
const HALF_LETTER_PX = 3.2;
const AREA_SHARE = 0.16;
const BAR_SHARE = 0.85;
/** A shorter drag is a click with an unsteady hand. */
const MIN_DRAG_PX = 4;

export interface PlotLook {
  readonly unit: ChartUnit;
  readonly isUtc: boolean;
  readonly canZoom: boolean;
  readonly theme: ChartTheme;
}

export function seriesOptions(
  { color, shape = 'area', isDashed = false, label }: ChartSeries,
  theme: ChartTheme,
): uPlot.Series {
  const stroke = colorOf(theme, color);
  const dash = isDashed ? { dash: [4, 3] } : {};
  if (shape === 'bars') {
    const paths = uPlot.paths.bars?.({ size: [BAR_SHARE, Number.POSITIVE_INFINITY] });
    const bars = { label, width: 0, stroke, fill: stroke, points: { show: false } };
    return paths === undefined ? bars : { ...bars, paths };
  }
  return {
    ...{ label, stroke, ...dash },
    width: 1.5,
    ...(shape === 'area' ? { fill: paler(stroke, AREA_SHARE) } : {}),
    points: { show: true, size: 4, width: 0, fill: stroke, filter: lonePoints },
  };
}

function lonePoints(plot: uPlot, series: number): number[] {
  return loneIndexes([...(plot.data[series] ?? [])]);
}

function axes({ unit, isUtc, theme }: PlotLook): uPlot.Axis[] {
  const quiet = { stroke: theme.muted, font: theme.font, ticks: { show: false } };
  return [
    {
      ...quiet,
      size: TIME_AXIS_PX,
      gap: 4,
      grid: { show: false },
      border: { show: true, stroke: theme.line, width: 1 },
      splits: (plot, _axis, startMs, endMs) => {
        const room = Math.floor(plot.bbox.width / uPlot.pxRatio / TIME_LABEL_SPACE_PX);
        return timeTicks({ startMs, endMs }, room, isUtc);
      },
      values: (plot, ticks) => {
        const widthPx = plot.bbox.width / uPlot.pxRatio;
        return formatAxisTimes(ticks, isUtc).map((label, at) => {
          const rightPx = plot.valToPos(ticks[at] ?? 0, 'x') + label.length * HALF_LETTER_PX;
          // Half a label says another time than it means.
          return rightPx > widthPx + RIGHT_PADDING_PX ? '' : label;
        });
      },
    },
    {
      ...quiet,
      size: VALUE_AXIS_PX,
      gap: 6,
      space: VALUE_LABEL_SPACE_PX,
      grid: { stroke: theme.line, width: 1 },
      values: (_plot, ticks) => formatAxis(unit, ticks),
    },
  ];
}

/** From zero, so that a height is a size; up to a round number above the highest value. */
function valueRange(_plot: uPlot, min: number | null, max: number | null): [number, number] {
  const low = Math.min(min ?? 0, 0);
  const high = max === null || max <= low ? low + 1 : max;
  return [low, high + (high - low) * 0.08];
}

export function plotOptions(
  look: PlotLook,
  series: readonly ChartSeries[],
  size: { readonly width: number; readonly height: number },
  timeRange: () => [number, number],
  hooks: uPlot.Hooks.Arrays,
): uPlot.Options {
  return {
    ...size,
    ms: 1,
    padding: [6, RIGHT_PADDING_PX, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 6, width: 0 },
      drag: { x: look.canZoom, y: false, setScale: false, dist: MIN_DRAG_PX },
    },
    scales: { x: { time: true, range: timeRange }, y: { range: valueRange } },
    axes: axes(look),
    series: [{}, ...series.map((each) => seriesOptions(each, look.theme))],
    hooks,
  };
}
