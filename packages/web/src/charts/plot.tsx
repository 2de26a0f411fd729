// uPlot as a part of the page: made again when the look changes, given new values when only they do.
// What is under the pointer it tells the crosshair, and shows what the crosshair tells it.

import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from '../state/theme.ts';
import { useElementSize } from '../widgets/use-element-size.ts';
import { readChartTheme } from './chart-theme.ts';
import type { ChartPoint, ChartSeries, ChartUnit, TimeRangeMs } from './chart-types.ts';
import type { Crosshair } from './crosshair.ts';
import { axisRange, indexOfTime, intervalAt, middlesOf } from './intervals.ts';
import { plotOptions } from './plot-options.ts';

export interface PlotProps {
  readonly unit: ChartUnit;
  readonly timesMs: readonly number[];
  readonly stepMs: number;
  readonly series: readonly ChartSeries[];
  readonly range: TimeRangeMs | undefined;
  readonly height: number;
  readonly isUtc: boolean;
  readonly crosshair: Crosshair;
  /** Chosen with the keyboard, to be shown as what is dragged over is. */
  readonly selection: TimeRangeMs | undefined;
  readonly onZoom: ((range: TimeRangeMs) => void) | undefined;
  readonly onPoint: ((point: ChartPoint) => void) | undefined;
}

function dataOf({ timesMs, stepMs, series }: PlotProps): uPlot.AlignedData {
  return [middlesOf(timesMs, stepMs), ...series.map(({ values }) => [...values])];
}

/** What makes another plot; everything else is given to the one that is there. */
function lookOf({ series, unit, isUtc, height, onZoom }: PlotProps): string {
  const looks = series.map(({ label, color, shape, isDashed }) => [label, color, shape, isDashed]);
  return JSON.stringify([looks, unit, isUtc, height, onZoom !== undefined]);
}

function nearestSeries(plot: uPlot, index: number, top: number): number | undefined {
  let nearest: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 1; at < plot.series.length; at++) {
    const value = plot.data[at]?.[index];
    if (value === null || value === undefined) continue;
    const distance = Math.abs(plot.valToPos(value, 'y') - top);
    if (distance < least) {
      least = distance;
      nearest = at - 1;
    }
  }
  return nearest;
}

export function pointAt(props: PlotProps, index: number, seriesAt: number | undefined): ChartPoint {
  const series = seriesAt === undefined ? undefined : props.series[seriesAt];
  return {
    index,
    range: intervalAt(props.timesMs, props.stepMs, index),
    series,
    value: series?.values[index] ?? undefined,
  };
}

/** Reads what React has rendered last, as uPlot calls back at any later time. */
function makePlot(
  host: HTMLElement,
  width: number,
  props: RefObject<PlotProps>,
  isOwn: { current: boolean },
): uPlot {
  const now = (): PlotProps => props.current;
  const onCursor = (plot: uPlot): void => {
    const { timesMs, crosshair } = now();
    const { idx, left = -1 } = plot.cursor;
    isOwn.current = true;
    crosshair.move(typeof idx === 'number' && left >= 0 ? timesMs[idx] : undefined);
    isOwn.current = false;
  };
  const onSelect = (plot: uPlot): void => {
    const { left, width: selected } = plot.select;
    if (selected <= 0) return;
    const startMs = Math.round(plot.posToVal(left, 'x'));
    const endMs = Math.round(plot.posToVal(left + selected, 'x'));
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (endMs > startMs) now().onZoom?.({ startMs, endMs });
  };
  const { unit, isUtc, height, series, onZoom } = now();
  const look = { unit, isUtc, canZoom: onZoom !== undefined, theme: readChartTheme() };
  const timeRange = (): [number, number] => {
    const { timesMs, stepMs, range } = now();
    const { startMs, endMs } = axisRange(timesMs, stepMs, range);
    return [startMs, endMs];
  };
  const hooks = { setCursor: [onCursor], setSelect: [onSelect] };
  const options = plotOptions(look, series, { width, height }, timeRange, hooks);
  const plot = new uPlot(options, dataOf(now()), host);
  plot.over.addEventListener('click', () => {
    const { idx, top = 0 } = plot.cursor;
    if (typeof idx !== 'number') return;
    now().onPoint?.(pointAt(now(), idx, nearestSeries(plot, idx, top)));
  });
  return plot;
}

function showCrosshair(plot: uPlot, { crosshair, timesMs, stepMs }: PlotProps): void {
  const index =
    crosshair.timeMs === undefined ? undefined : indexOfTime(timesMs, stepMs, crosshair.timeMs);
  const middleMs = index === undefined ? undefined : plot.data[0][index];
  const left = typeof middleMs === 'number' ? plot.valToPos(middleMs, 'x') : -1;
  plot.setCursor({ left, top: left < 0 ? -1 : 0 }, false);
}

function showSelection(plot: uPlot, selection: TimeRangeMs | undefined): void {
  const height = plot.over.clientHeight;
  const left = selection === undefined ? 0 : plot.valToPos(selection.startMs, 'x');
  const right = selection === undefined ? 0 : plot.valToPos(selection.endMs, 'x');
  plot.setSelect({ left, top: 0, width: Math.max(0, right - left), height }, false);
}

export function Plot(props: PlotProps) {
  const { timesMs, stepMs, series, range, height, crosshair, selection } = props;
  const host = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(host);
  const theme = useTheme();
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const plot = useRef<uPlot | undefined>(undefined);
  const isOwn = useRef(false);
  const look = lookOf(props);
  const isVisible = width > 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: look and theme are read when it is made
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null || !isVisible) return undefined;
    const made = makePlot(element, element.clientWidth, latest, isOwn);
    plot.current = made;
    return () => {
      plot.current = undefined;
      made.destroy();
    };
  }, [look, theme, isVisible]);

  useLayoutEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height });
  }, [width, height]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: they are what dataOf and the range read
  useLayoutEffect(() => {
    plot.current?.setData(dataOf(latest.current));
  }, [timesMs, stepMs, series, range]);

  useLayoutEffect(() => {
    if (plot.current !== undefined) showSelection(plot.current, selection);
  }, [selection]);

  useEffect(
    () =>
      crosshair.subscribe(() => {
        if (plot.current !== undefined && !isOwn.current) {
          showCrosshair(plot.current, latest.current);
        }
      }),
    [crosshair],
  );
  return <div ref={host} className="chart-plot" style={{ height }} aria-hidden="true" />;
}
