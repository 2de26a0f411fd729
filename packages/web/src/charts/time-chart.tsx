// A chart over time: one or more series, a crosshair that charts can share, dragging to zoom, points
// to open, keys, and the values as a table.

import { type ReactNode, useState } from 'react';
import { useTimeZone } from '../state/time-zone.ts';
import { ChartFrame } from './chart-frame.tsx';
import { cssColorOf } from './chart-theme.ts';
import type {
  ChartPoint,
  ChartSeries,
  ChartStatus,
  ChartUnit,
  TimeRangeMs,
} from './chart-types.ts';
import { type Crosshair, createCrosshair } from './crosshair.ts';
import { chartTimeFormat } from './format-axis-time.ts';
import { Plot, type PlotProps, pointAt } from './plot.tsx';
import { SeriesTable, sayValue } from './series-table.tsx';
import { hasValues, summarizeSeries } from './summarize-series.ts';
import { useChartKeys } from './use-chart-keys.ts';
import { useCrosshairIndex } from './use-crosshair-index.ts';

const DEFAULT_HEIGHT_PX = 120;

export interface TimeChartProps extends ChartStatus {
  readonly title: string;
  readonly unit: ChartUnit;
  /** Ends of the intervals, as GET /api/v1/metrics/query tells them. */
  readonly timesMs: readonly number[];
  readonly stepMs: number;
  readonly series: readonly ChartSeries[];
  /** What the time axis shows; all intervals unless told. */
  readonly range?: TimeRangeMs;
  readonly height?: number;
  /** Beside the title: what can be done with the chart. */
  readonly actions?: ReactNode;
  /** Shared by charts that stand together. */
  readonly crosshair?: Crosshair;
  /** Dragged over, or chosen with Shift and the arrows. */
  readonly onZoom?: (range: TimeRangeMs) => void;
  /** Clicked, or Enter. */
  readonly onPoint?: (point: ChartPoint) => void;
}

export function TimeChart(props: TimeChartProps) {
  const { title, unit, timesMs, stepMs, series, height = DEFAULT_HEIGHT_PX } = props;
  const isUtc = useTimeZone() === 'utc';
  const [own] = useState(createCrosshair);
  const crosshair = props.crosshair ?? own;
  const [isTable, setTable] = useState(false);
  const index = useCrosshairIndex(crosshair, timesMs, stepMs);
  const plot: Omit<PlotProps, 'selection'> = {
    ...{ unit, timesMs, stepMs, series, height, isUtc, crosshair },
    range: props.range,
    onZoom: props.onZoom,
    onPoint: props.onPoint,
  };
  return (
    <ChartFrame
      {...props}
      height={height}
      isEmpty={!hasValues(series)}
      isTable={isTable}
      onTable={setTable}
      readout={<Readout {...{ unit, timesMs, stepMs, series, isUtc, index }} />}
      table={() => <SeriesTable {...{ title, unit, timesMs, stepMs, series, isUtc }} />}
    >
      <KeyedPlot title={title} index={index} plot={plot} />
    </ChartFrame>
  );
}

interface ReadoutProps {
  readonly unit: ChartUnit;
  readonly timesMs: readonly number[];
  readonly stepMs: number;
  readonly series: readonly ChartSeries[];
  readonly isUtc: boolean;
  readonly index: number | undefined;
}

/** Under the pointer: the time and all values. Else the names, where there are several. */
function Readout({ unit, timesMs, stepMs, series, isUtc, index }: ReadoutProps) {
  const timeMs = index === undefined ? undefined : timesMs[index];
  if (timeMs === undefined && series.length < 2) return null;
  return (
    <>
      {timeMs !== undefined && (
        <span className="chart-time">
          {chartTimeFormat(timesMs, stepMs, isUtc)(timeMs - stepMs)}
        </span>
      )}
      {series.map(({ label, color, values }) => (
        <span key={label} className="chart-key">
          <i style={{ background: cssColorOf(color) }} />
          {series.length > 1 && label}
          {index !== undefined && <b>{sayValue(unit, values[index])}</b>}
        </span>
      ))}
    </>
  );
}

interface KeyedPlotProps {
  readonly title: string;
  readonly index: number | undefined;
  readonly plot: Omit<PlotProps, 'selection'>;
}

/** A slider over the intervals: what it says is the interval and its values. */
function KeyedPlot({ title, index, plot }: KeyedPlotProps) {
  const { unit, timesMs, stepMs, series, isUtc, crosshair, onZoom, onPoint } = plot;
  const keys = useChartKeys({
    ...{ timesMs, stepMs, index, crosshair, onZoom },
    onPoint:
      onPoint === undefined
        ? undefined
        : (at) => onPoint(pointAt({ ...plot, selection: undefined }, at, 0)),
  });
  const timeMs = index === undefined ? undefined : timesMs[index];
  const spoken =
    index === undefined || timeMs === undefined
      ? summarizeSeries(series, unit)
      : [
          chartTimeFormat(timesMs, stepMs, isUtc)(timeMs - stepMs),
          ...series.map(({ label, values }) => `${label} ${sayValue(unit, values[index])}`),
        ].join(', ');
  return (
    <div
      className={onPoint === undefined ? 'chart-keys' : 'chart-keys chart-opens'}
      role="slider"
      tabIndex={0}
      aria-label={title}
      aria-valuemin={0}
      aria-valuemax={Math.max(timesMs.length - 1, 0)}
      aria-valuenow={index ?? 0}
      aria-valuetext={spoken}
      onKeyDown={keys.onKeyDown}
      onBlur={keys.onBlur}
    >
      <Plot {...plot} selection={keys.selection} />
    </div>
  );
}
