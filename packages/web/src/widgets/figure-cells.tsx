// Rate, share of errors and durations as they stand in tables: the number, and beside it how it went over the range.

import type { RequestSeries } from '@throughline/model/api/services';
import { formatRate, formatShare } from '../base/format-count.ts';
import { formatDuration } from '../base/format-duration.ts';
import type { ChartColor } from '../charts/chart-types.ts';
import { Sparkline } from '../charts/sparkline.tsx';

const NS_PER_SECOND = 1e9;

/** Nothing is a dash, not a zero. */
const NOTHING = <span className="muted">–</span>;

export function Rate({ perSecond }: { readonly perSecond: number }) {
  return formatRate(perSecond);
}

/** In red, with the sign of errors, only where there are some. */
export function ErrorShare({ errorShare }: { readonly errorShare: number | undefined }) {
  if (errorShare === undefined) return NOTHING;
  if (errorShare === 0) return <span className="muted">0 %</span>;
  return (
    <span className="error-mark" data-testid="error-share">
      {formatShare(errorShare)}
    </span>
  );
}

export function Duration({ ns }: { readonly ns: number | undefined }) {
  return ns === undefined ? NOTHING : formatDuration(ns);
}

interface TrendProps {
  readonly of: string;
  readonly series: RequestSeries | undefined;
}

const WIDTH_PX = 88;

export function RateTrend({ of, series }: TrendProps) {
  if (series === undefined) return null;
  return trend(`rate of ${of}`, 'perSecond', series.ratePerSecond, 'accent');
}

export function ErrorTrend({ of, series }: TrendProps) {
  if (series?.errorsPerSecond.some((rate) => rate > 0) !== true) return null;
  return trend(`errors of ${of}`, 'perSecond', series.errorsPerSecond, 'error');
}

export function DurationTrend({ of, series }: TrendProps) {
  if (series === undefined) return null;
  const seconds = series.p95Ns.map((ns) => (ns === null ? null : ns / NS_PER_SECOND));
  return trend(`p95 of ${of}`, 'seconds', seconds, 'muted');
}

function trend(
  label: string,
  unit: 'perSecond' | 'seconds',
  values: readonly (number | null)[],
  color: ChartColor,
) {
  return (
    <span className="trend wide-only">
      <Sparkline {...{ label, unit, values, color, width: WIDTH_PX }} />
    </span>
  );
}
