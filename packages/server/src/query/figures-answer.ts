// Rate, errors and duration as the API tells them: counts become rates by the time that has been, which for the step
// that is not over yet is less than a step.

import type {
  FiguresGrid as GridAnswer,
  RequestFigures,
  RequestSeries,
  ServiceFigures as ServiceFiguresAnswer,
  ServiceSummary,
} from '@throughline/model/api/services';
import type {
  BinFigures,
  Figures,
  FiguresGrid,
  ServiceFigures,
} from '@throughline/storage/contract/service-figures';

const MS_PER_SECOND = 1000;

/** Of a normal distribution, 95 in 100 are within so many standard deviations. */
const DEVIATIONS_OF_95 = 1.96;

export interface FiguresTimes {
  readonly grid: FiguresGrid;
  readonly nowMs: number;
}

export function gridAnswer({ grid, nowMs }: FiguresTimes): GridAnswer {
  const { startS, endS, firstBinS, binS, binCount } = grid;
  return {
    startMs: startS * MS_PER_SECOND,
    endMs: Math.max(startS * MS_PER_SECOND, Math.min(endS * MS_PER_SECOND, nowMs)),
    binMs: binS * MS_PER_SECOND,
    timesMs: Array.from({ length: binCount }, (_, at) => (firstBinS + at * binS) * MS_PER_SECOND),
  };
}

export function summaryAnswer(service: ServiceFigures, times: FiguresTimes): ServiceSummary {
  return {
    name: service.service,
    spanCount: service.spanCount,
    errorCount: service.errorSpanCount,
    lastSeen: new Date(service.lastSeen).toISOString(),
    figures: serviceFiguresAnswer(service, times),
  };
}

export function serviceFiguresAnswer(
  { basis, whole, bins }: ServiceFigures,
  times: FiguresTimes,
): ServiceFiguresAnswer {
  return { basis, requests: requestFigures(whole, times), series: seriesOf(bins, times) };
}

export function requestFigures(figures: Figures, times: FiguresTimes): RequestFigures {
  const { startMs, endMs } = gridAnswer(times);
  const { count, countVariance, errorCount, p50Ns, p95Ns, p99Ns } = figures;
  return {
    count,
    ...(countVariance > 0 ? { countMargin: DEVIATIONS_OF_95 * Math.sqrt(countVariance) } : {}),
    ratePerSecond: perSecond(count, endMs - startMs),
    errorCount,
    ...(count > 0 ? { errorShare: Math.min(1, errorCount / count) } : {}),
    ...(p50Ns === undefined ? {} : { p50Ns }),
    ...(p95Ns === undefined ? {} : { p95Ns }),
    ...(p99Ns === undefined ? {} : { p99Ns }),
  };
}

/** A second at least: what has just begun has no rate yet. */
function perSecond(count: number, lengthMs: number): number {
  return count / Math.max(1, lengthMs / MS_PER_SECOND);
}

function seriesOf(bins: readonly BinFigures[], times: FiguresTimes): RequestSeries {
  const { startMs, endMs, binMs, timesMs } = gridAnswer(times);
  const byBin = new Map(bins.map((bin) => [bin.bin, bin]));
  const each = <T>(value: (bin: BinFigures | undefined, lengthMs: number) => T): T[] =>
    timesMs.map((fromMs, at) =>
      value(byBin.get(at), Math.min(fromMs + binMs, endMs) - Math.max(fromMs, startMs)),
    );
  return {
    ratePerSecond: each((bin, lengthMs) => perSecond(bin?.count ?? 0, lengthMs)),
    errorsPerSecond: each((bin, lengthMs) => perSecond(bin?.errorCount ?? 0, lengthMs)),
    p50Ns: each((bin) => bin?.p50Ns ?? null),
    p95Ns: each((bin) => bin?.p95Ns ?? null),
    p99Ns: each((bin) => bin?.p99Ns ?? null),
  };
}
