// Above the results of Explore: rate, errors and durations of what the query finds. Dragging on a chart of
// a rate zooms; a box dragged on the durations can be filtered to, or held against the rest.

import { type ReactNode, useMemo, useRef, useState } from 'react';
import './overview.css';
import type { ChartSeries, ChartStatus } from '../../../charts/chart-types.ts';
import { type Crosshair, createCrosshair } from '../../../charts/crosshair.ts';
import { Heatmap } from '../../../charts/heatmap.tsx';
import type { HeatmapBox } from '../../../charts/heatmap-grid.ts';
import { TimeChart } from '../../../charts/time-chart.tsx';
import { absoluteRange, type ResolvedRange, type TimeRange } from '../../../state/time-range.ts';
import { CloseIcon } from '../../../widgets/icons.tsx';
import { useElementSize } from '../../../widgets/use-element-size.ts';
import { beginOfData } from './begin-of-data.ts';
import { useChartRange, useDurations, useRate } from './use-overview.ts';

const HEIGHT_PX = 112;

export interface OverviewRowProps {
  /** TraceQL that finds traces. */
  readonly query: string;
  readonly resolved: ResolvedRange;
  readonly onRange: (range: TimeRange) => void;
  readonly onFilter: (box: HeatmapBox) => void;
  readonly onDiffer: (box: HeatmapBox) => void;
  readonly onDifferErrors: () => void;
  /** Only the time from a point on. */
  readonly onSince: (fromMs: number) => void;
  /** The box whose differences are shown now. */
  readonly differing: HeatmapBox | undefined;
}

export function OverviewRow(props: OverviewRowProps) {
  const { query, resolved, onRange } = props;
  const [crosshair] = useState(createCrosshair);
  const { range, isNothing, error, retry } = useChartRange(query, resolved);
  const shared = {
    ...{ query, range, crosshair, onRange },
    ...(isNothing ? { failed: { isLoading: false } } : {}),
    ...(error === undefined ? {} : { failed: { error, onRetry: retry } }),
  };
  return (
    <section className="overview" aria-label="Overview">
      <RateChart
        {...shared}
        title="Rate"
        label="spans"
        stage="rate()"
        color="accent"
        emptyText="No span matches in this time."
        onSince={props.onSince}
      />
      <RateChart
        {...shared}
        title="Errors"
        label="errors"
        stage="{ status = error } | rate()"
        color="error"
        emptyText="No span that matches has failed."
        isEmptyAtZero
        actions={
          <button
            type="button"
            className="button button-quiet button-small"
            onClick={props.onDifferErrors}
          >
            What is different?<span className="visually-hidden"> About errors</span>
          </button>
        }
      />
      <Durations {...props} {...shared} />
    </section>
  );
}

interface Shared {
  readonly query: string;
  readonly range: ResolvedRange | undefined;
  readonly crosshair: Crosshair;
  readonly onRange: (range: TimeRange) => void;
  /** Known before anything is asked: that there is nothing, or that it went wrong. */
  readonly failed?: ChartStatus;
}

interface RateChartProps extends Shared {
  readonly title: string;
  readonly label: string;
  readonly stage: string;
  readonly color: ChartSeries['color'];
  readonly emptyText: string;
  /** Nothing but zeros is said rather than drawn. */
  readonly isEmptyAtZero?: boolean;
  /** Of what there is. */
  readonly actions?: ReactNode;
  /** Offered where most of the range is empty. */
  readonly onSince?: (fromMs: number) => void;
}

function RateChart(props: RateChartProps) {
  const { query, stage, range, crosshair, onRange, title, label, color, isEmptyAtZero } = props;
  const host = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(host);
  const { timesMs, stepMs, values, status } = useRate({ query, stage, range, widthPx: width });
  const series = useMemo((): readonly ChartSeries[] => {
    const isEmpty = isEmptyAtZero === true && values.every((value) => value === 0);
    return isEmpty ? [] : [{ label, values, color, shape: 'area' }];
  }, [label, values, color, isEmptyAtZero]);
  const beginMs =
    props.onSince === undefined || range === undefined
      ? undefined
      : beginOfData(timesMs, stepMs, values, range);
  return (
    <div ref={host}>
      <TimeChart
        {...status}
        {...props.failed}
        title={title}
        unit="perSecond"
        timesMs={timesMs}
        stepMs={stepMs}
        series={series}
        height={HEIGHT_PX}
        crosshair={crosshair}
        emptyText={props.emptyText}
        actions={
          series.length > 0 && (
            <>
              {props.actions}
              {beginMs !== undefined && (
                <button
                  type="button"
                  className="button button-quiet button-small"
                  title="Only the time in which there is something"
                  onClick={() => props.onSince?.(beginMs)}
                >
                  Zoom to data
                </button>
              )}
            </>
          )
        }
        onZoom={({ startMs, endMs }) => onRange(absoluteRange(startMs, endMs))}
        {...(range === undefined ? {} : { range })}
      />
    </div>
  );
}

function Durations(props: Shared & OverviewRowProps) {
  const { query, range, crosshair, differing, onFilter, onDiffer } = props;
  const host = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(host);
  const stage = 'histogram_over_time(duration) by (status)';
  const { grid, status } = useDurations({ query, stage, range, widthPx: width });
  const [drawn, setDrawn] = useState<{ readonly box: HeatmapBox; readonly query: string }>();
  // What was drawn over another query says nothing of this one.
  const chosen = drawn?.query === query ? drawn.box : undefined;
  const act = (action: (box: HeatmapBox) => void) => () => {
    setDrawn(undefined);
    if (chosen !== undefined) action(chosen);
  };
  return (
    <div ref={host}>
      <Heatmap
        {...status}
        {...props.failed}
        title="Durations"
        counted="span"
        grid={grid}
        height={HEIGHT_PX}
        crosshair={crosshair}
        emptyText="No span matches in this time."
        box={chosen ?? differing}
        onBox={(box) => setDrawn({ box, query })}
        boxActions={
          chosen !== undefined && (
            <>
              <button type="button" className="button" onClick={act(onFilter)}>
                Filter to this
              </button>
              <button type="button" className="button button-primary" onClick={act(onDiffer)}>
                What is different here?
              </button>
              <button
                type="button"
                className="button button-quiet button-icon"
                aria-label="Drop the box"
                onClick={() => setDrawn(undefined)}
              >
                <CloseIcon />
              </button>
            </>
          )
        }
        {...(range === undefined ? {} : { range })}
      />
    </div>
  );
}
