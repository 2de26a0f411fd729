import { describe, expect, it } from 'vitest';
import { gridAnswer, serviceFiguresAnswer } from './figures-answer.ts';

const GRID = { startS: 600, endS: 900, binS: 120, firstBinS: 600, binCount: 3 };
const FIGURES = { spanCount: 12, count: 12, countVariance: 0, errorCount: 3 };

describe('gridAnswer', () => {
  it('ends now when the last minute is not over', () => {
    expect(gridAnswer({ grid: GRID, nowMs: 850_000 })).toEqual({
      startMs: 600_000,
      endMs: 850_000,
      binMs: 120_000,
      timesMs: [600_000, 720_000, 840_000],
    });
  });
});

describe('serviceFiguresAnswer', () => {
  const service = {
    service: 'cart',
    spanCount: 12,
    errorSpanCount: 3,
    lastSeen: '1970-01-01T00:14:00Z',
    basis: 'requests' as const,
    whole: { ...FIGURES, p95Ns: 5 },
    bins: [
      { bin: 0, ...FIGURES },
      { bin: 2, ...FIGURES, p50Ns: 7 },
    ],
  };

  it('divides by the time that has been', () => {
    const { requests, series } = serviceFiguresAnswer(service, { grid: GRID, nowMs: 852_000 });
    expect(requests).toEqual({
      count: 12,
      ratePerSecond: 12 / 252,
      errorCount: 3,
      errorShare: 0.25,
      p95Ns: 5,
    });
    expect(series.ratePerSecond).toEqual([0.1, 0, 1]);
    expect(series.errorsPerSecond).toEqual([3 / 120, 0, 0.25]);
    expect(series.p50Ns).toEqual([null, null, 7]);
  });

  it('says how sure a count is of which a sample was kept', () => {
    const whole = { ...FIGURES, countVariance: 100 };
    const answer = serviceFiguresAnswer({ ...service, whole }, { grid: GRID, nowMs: 900_000 });
    expect(answer.requests.countMargin).toBeCloseTo(19.6);
  });
});
