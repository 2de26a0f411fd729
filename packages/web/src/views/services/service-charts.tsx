// Rate, errors and durations of a service over time. A click on a point opens the traces behind it; dragging takes a
// shorter range.

import { useNavigate } from '@tanstack/react-router';
import type { ServiceAnswer } from '@throughline/model/api/service';
import type { ServiceFigures } from '@throughline/model/api/services';
import { useState } from 'react';
import type { ChartPoint, ChartSeries } from '../../charts/chart-types.ts';
import { createCrosshair } from '../../charts/crosshair.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { absoluteRange } from '../../state/time-range.ts';
import { exploreFor, spansOf } from '../../state/traceql-of.ts';
import { useTimeRange } from '../range/use-time-range.ts';

const NS_PER_SECOND = 1e9;
const HEIGHT_PX = 140;

interface ServiceChartsProps {
  readonly service: string;
  readonly answer: Pick<ServiceAnswer, 'grid'>;
  readonly figures: ServiceFigures;
  readonly isStale: boolean;
}

export function ServiceCharts({ service, answer, figures, isStale }: ServiceChartsProps) {
  const [crosshair] = useState(createCrosshair);
  const navigate = useNavigate();
  const { setRange } = useTimeRange();
  const { timesMs, binMs, startMs, endMs } = answer.grid;
  const { basis, series } = figures;
  const open = (point: ChartPoint, q: string): void => {
    const range = absoluteRange(point.range.startMs, point.range.endMs);
    void navigate({ to: '/', search: exploreFor(range, q) });
  };
  const shared = {
    // A chart's times are the ends of its intervals.
    timesMs: timesMs.map((fromMs) => fromMs + binMs),
    stepMs: binMs,
    range: { startMs: Math.max(startMs, timesMs[0] ?? startMs), endMs },
    height: HEIGHT_PX,
    crosshair,
    isLoading: isStale,
    onZoom: (range: { startMs: number; endMs: number }) =>
      setRange(absoluteRange(range.startMs, range.endMs)),
  };
  const what = basis === 'requests' ? 'Requests' : 'Spans';
  return (
    <div className="panels" data-testid="service-charts">
      <TimeChart
        {...shared}
        title={what}
        unit="perSecond"
        series={[{ label: what, values: series.ratePerSecond, color: 'accent', shape: 'area' }]}
        onPoint={(point) => open(point, spansOf({ service, basis }))}
      />
      <TimeChart
        {...shared}
        title="Errors"
        unit="perSecond"
        series={[{ label: 'Errors', values: failures(series), color: 'error', shape: 'bars' }]}
        emptyText="No errors in this time range."
        onPoint={(point) => open(point, spansOf({ service, basis, isFailed: true }))}
      />
      <TimeChart
        {...shared}
        title="Duration"
        unit="seconds"
        series={durations(series)}
        onPoint={(point) => {
          const minDurationNs = (point.value ?? 0) * NS_PER_SECOND;
          open(point, spansOf({ service, basis, minDurationNs }));
        }}
      />
    </div>
  );
}

type Series = ServiceFigures['series'];

/** A chart of nothing says so; one of zeros looks as if something was missing. */
function failures({ errorsPerSecond }: Series): readonly (number | null)[] {
  return errorsPerSecond.some((rate) => rate > 0) ? errorsPerSecond : [];
}

function durations({ p50Ns, p95Ns, p99Ns }: Series): readonly ChartSeries[] {
  const seconds = (values: readonly (number | null)[]) =>
    values.map((ns) => (ns === null ? null : ns / NS_PER_SECOND));
  return [
    { label: 'p50', values: seconds(p50Ns), color: 'muted', shape: 'line' },
    { label: 'p95', values: seconds(p95Ns), color: 'accent', shape: 'line' },
    { label: 'p99', values: seconds(p99Ns), color: 'warning', shape: 'line' },
  ];
}
