// The answer to a query that ends in a function such as rate(): its series in one chart, instead of traces.

import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import './series.css';
import { formatCount, formatQuantity } from '../../../base/format-count.ts';
import { roundStepMs } from '../../../base/round-step.ts';
import { assignHues } from '../../../base/service-hue.ts';
import type { ChartSeries, ChartUnit } from '../../../charts/chart-types.ts';
import { TimeChart } from '../../../charts/time-chart.tsx';
import { metricsQuery } from '../../../data/metrics-queries.ts';
import { absoluteRange } from '../../../state/time-range.ts';
import { Message } from '../../../widgets/message.tsx';
import { useElementSize } from '../../../widgets/use-element-size.ts';
import type { Explore } from '../use-explore.ts';
import { seriesNames } from './series-names.ts';

const HEIGHT_PX = 360;
/** An interval is not narrower than this. */
const INTERVAL_PX = 5;
const MIN_INTERVALS = 24;
/** More lines than this cannot be told apart; the table of the chart has no more either. */
const MAX_DRAWN = 20;
const NO_TIMES: readonly number[] = [];

interface SeriesResultsProps {
  readonly explore: Explore;
  readonly unit: ChartUnit;
}

export function SeriesResults({ explore, unit }: SeriesResultsProps) {
  const { query, resolved, setRange } = explore;
  const host = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(host);
  const intervals = Math.max(Math.floor(width / INTERVAL_PX), MIN_INTERVALS);
  const isEver = resolved.startMs === 0;
  const { data, error, isFetching, refetch } = useQuery({
    ...metricsQuery({ q: query, range: resolved, stepMs: roundStepMs(resolved, intervals) }),
    enabled: !isEver && width > 0,
  });
  const series = useMemo(() => {
    const drawn = (data?.series ?? []).slice(0, MAX_DRAWN);
    const names = seriesNames(drawn);
    const hues = assignHues(names);
    return drawn.map(({ values }, index): ChartSeries => {
      const label = names[index] ?? '';
      const color = drawn.length === 1 ? 'accent' : { hue: hues.get(label) ?? 0 };
      return { label, values, color, shape: 'line' };
    });
  }, [data]);
  const count = data?.series.length ?? 0;
  return (
    <section ref={host} className="series-results" aria-label="Series" data-testid="series">
      {isEver ? (
        <Message
          title="Series need a time range"
          actions={
            <button
              type="button"
              className="button button-primary"
              onClick={() => setRange({ start: 'now-24h' })}
            >
              Last 24 h
            </button>
          }
        >
          <p className="muted">“Any time” has no beginning that a chart could start at.</p>
        </Message>
      ) : (
        <TimeChart
          title={
            count > MAX_DRAWN
              ? `The first ${MAX_DRAWN} of ${formatCount(count)} series, by their labels`
              : formatQuantity(count, 'series', 'series')
          }
          unit={unit}
          timesMs={data?.timesMs ?? NO_TIMES}
          stepMs={Number(data?.stepNano ?? 0) / 1e6}
          series={series}
          range={resolved}
          height={HEIGHT_PX}
          isLoading={isFetching && data === undefined}
          error={error ?? undefined}
          onRetry={() => void refetch()}
          incomplete={data?.incomplete?.message}
          emptyText="No span matches in this time."
          onZoom={({ startMs, endMs }) => setRange(absoluteRange(startMs, endMs))}
        />
      )}
    </section>
  );
}
