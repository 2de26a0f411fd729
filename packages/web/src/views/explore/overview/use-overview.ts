// The three answers behind Explore's overview: rate, errors, durations. Each is asked for by itself, in
// steps that fit its chart.

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { roundStepMs } from '../../../base/round-step.ts';
import { heatmapGrid } from '../../../charts/heatmap-grid.ts';
import { isRefused } from '../../../data/api-client.ts';
import { extentQuery, metricsQuery, withStage } from '../../../data/metrics-queries.ts';
import type { ResolvedRange } from '../../../state/time-range.ts';

/** An interval of a chart is not narrower than this. */
const INTERVAL_PX = 4;
const CELL_PX = 7;
/** Before anything is measured, and for what is too narrow to be. */
const MIN_INTERVALS = 24;
/** Of an interval that has not ended yet. */
const LEAST_PASSED = 0.4;

function stepFor(range: ResolvedRange, widthPx: number, intervalPx: number): number {
  return roundStepMs(range, Math.max(Math.floor(widthPx / intervalPx), MIN_INTERVALS));
}

/** The range of the charts: of "any time", the time in which there is something. */
export function useChartRange(query: string, resolved: ResolvedRange) {
  const isAnyTime = resolved.startMs === 0;
  const extent = useQuery({ ...extentQuery(query, resolved.endMs), enabled: isAnyTime });
  return {
    range: isAnyTime ? (extent.data ?? undefined) : resolved,
    isNothing: isAnyTime && extent.data === null,
    error: isAnyTime ? (extent.error ?? undefined) : undefined,
    retry: () => void extent.refetch(),
  };
}

interface SeriesOptions {
  readonly query: string;
  readonly stage: string;
  readonly range: ResolvedRange | undefined;
  readonly widthPx: number;
}

/** Said in full once, where the results would be. */
const REFUSED = new Error('Not drawn: the query cannot be run as it is.');

const NOWHERE: ResolvedRange = { startMs: 0, endMs: 1 };

function useAnswer({ query, stage, range, widthPx }: SeriesOptions, intervalPx: number) {
  const asked = range ?? NOWHERE;
  const stepMs = stepFor(asked, widthPx, intervalPx);
  const question = { q: withStage(query, stage), range: asked, stepMs };
  const isAsked = range !== undefined && widthPx > 0;
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    ...metricsQuery(question),
    enabled: isAsked,
  });
  return {
    data,
    status: {
      isLoading: (isFetching && (data === undefined || isPlaceholderData)) || !isAsked,
      ...(error !== null && isRefused(error)
        ? { error: REFUSED }
        : { error: error ?? undefined, onRetry: () => void refetch() }),
      incomplete: data?.incomplete?.message,
    },
  };
}

const NO_TIMES: readonly number[] = [];

/**
 * A rate by whole intervals. The last one has not ended when the range ends with now: its rate is that of
 * the part that has passed, and none where that is too short to tell.
 */
export function wholeRates(
  values: readonly (number | null)[],
  timesMs: readonly number[],
  stepMs: number,
  endMs: number,
): readonly (number | null)[] {
  const passed = (endMs - ((timesMs.at(-1) ?? 0) - stepMs)) / stepMs;
  const last = values.at(-1);
  if (passed >= 1 || last === undefined) return values;
  const isTold = passed >= LEAST_PASSED && last !== null;
  return [...values.slice(0, -1), isTold ? last / passed : null];
}

export function useRate(options: SeriesOptions) {
  const { data, status } = useAnswer(options, INTERVAL_PX);
  const endMs = options.range?.endMs ?? 0;
  const stepMs = Number(data?.stepNano ?? 0) / 1e6;
  const values = useMemo(
    () => wholeRates(data?.series[0]?.values ?? NO_TIMES, data?.timesMs ?? NO_TIMES, stepMs, endMs),
    [data, stepMs, endMs],
  );
  return { status, timesMs: data?.timesMs ?? NO_TIMES, stepMs, values };
}

export function useDurations(options: SeriesOptions) {
  const { data, status } = useAnswer(options, CELL_PX);
  const grid = useMemo(() => (data === undefined ? undefined : heatmapGrid(data)), [data]);
  return { status, grid };
}
