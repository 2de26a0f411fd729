import { describe, expect, it } from 'vitest';
import type { ChartSeries } from './chart-types.ts';
import { createCrosshair } from './crosshair.ts';
import { formatAxisTimes, formatChartTime } from './format-axis-time.ts';
import { formatAxis, formatValue } from './format-value.ts';
import { axisRange, indexOfTime, intervalAt, middlesOf } from './intervals.ts';
import { loneIndexes } from './lone-indexes.ts';
import { sparklinePaths } from './sparkline-paths.ts';
import { hasValues, summarizeSeries } from './summarize-series.ts';
import { movedIndex } from './use-chart-keys.ts';

const TIMES = [1000, 2000, 3000];

describe('intervals', () => {
  it('finds the interval of a time, the end included', () => {
    expect([0, 1, 1000, 1001, 3000, 3001].map((at) => indexOfTime(TIMES, 1000, at))).toEqual([
      0,
      0,
      0,
      1,
      2,
      undefined,
    ]);
    expect(indexOfTime(TIMES, 1000, -1)).toBeUndefined();
    expect(indexOfTime([], 1000, 5)).toBeUndefined();
  });

  it('knows bounds, middles and the range of the axis', () => {
    expect(intervalAt(TIMES, 1000, 1)).toEqual({ startMs: 1000, endMs: 2000 });
    expect(middlesOf(TIMES, 1000)).toEqual([500, 1500, 2500]);
    expect(axisRange(TIMES, 1000, undefined)).toEqual({ startMs: 0, endMs: 3000 });
    expect(axisRange(TIMES, 1000, { startMs: 5, endMs: 9 })).toEqual({ startMs: 5, endMs: 9 });
  });
});

describe('values in words', () => {
  it('says each unit', () => {
    expect(formatValue('count', 1204)).toBe('1,204');
    expect(formatValue('perSecond', 0.04217)).toBe('0.0422/s');
    expect(formatValue('seconds', 0.045)).toBe('45.0 ms');
    expect(formatValue('share', 0.094)).toBe('9.4 %');
    expect(formatValue('bytes', 12_345_678)).toBe('12.3 MB');
    expect(formatValue('bytes', 12)).toBe('12 B');
  });

  it('labels an axis in one unit, shortly', () => {
    expect(formatAxis('seconds', [0, 0.5, 1])).toEqual(['0', '0.5 s', '1.0 s']);
    expect(formatAxis('count', [0, 5000, 10_000, 1_500_000])).toEqual([
      '0',
      '5,000',
      '10k',
      '1.5M',
    ]);
    expect(formatAxis('share', [0, 0.25])).toEqual(['0 %', '25 %']);
  });
});

describe('times on an axis', () => {
  const midnight = Date.UTC(2026, 10, 20);

  it('shows as much of the clock as the step needs', () => {
    expect(formatAxisTimes([midnight + 60_000, midnight + 120_000], true)).toEqual([
      '00:01',
      '00:02',
    ]);
    expect(formatAxisTimes([midnight + 500, midnight + 1000], true)).toEqual([
      '00:00:00.500',
      '00:00:01.000',
    ]);
  });

  it('names the day where it begins, and only there', () => {
    const hours = [-12, -6, 0, 6].map((hour) => midnight + hour * 3_600_000);
    expect(formatAxisTimes(hours, true)).toEqual(['12:00', '18:00', '20 Nov', '06:00']);
    expect(formatAxisTimes([midnight, midnight + 86_400_000], true)).toEqual(['20 Nov', '21 Nov']);
  });

  it('says a time with its milliseconds only where there are some', () => {
    expect(formatChartTime(midnight + 61_000, 5000, true)).toBe('20 Nov 00:01:01');
    expect(formatChartTime(midnight + 61_250, 5000, true)).toBe('20 Nov 00:01:01.250');
  });
});

describe('a chart in a sentence', () => {
  const rate: ChartSeries = { label: 'rate', values: [null, 1, 5, 3], color: 'accent' };

  it('says lowest, highest, last', () => {
    expect(summarizeSeries([rate], 'perSecond')).toBe('rate: between 1/s and 5/s, last 3/s');
    expect(summarizeSeries([{ ...rate, values: [null] }], 'count')).toBe('rate: no values');
  });

  it('knows whether there is anything to draw', () => {
    expect(hasValues([rate])).toBe(true);
    expect(hasValues([{ ...rate, values: [null, undefined] }])).toBe(false);
    expect(hasValues([{ ...rate, values: [0] }])).toBe(true);
  });
});

describe('sparkline', () => {
  it('scales from zero to the highest value', () => {
    expect(sparklinePaths([0, 5, 10], 20, 12).line).toBe('M0 11L10 6L20 1');
  });

  it('breaks at a gap, and shows a value that stands alone', () => {
    expect(sparklinePaths([10, null, 10, 10], 30, 12).line).toBe('M0 1L1 1M20 1L30 1');
  });

  it('takes a top from outside, and draws zeros at the bottom', () => {
    expect(sparklinePaths([10, 10], 10, 12, 20).line).toBe('M0 6L10 6');
    expect(sparklinePaths([0, 0], 10, 12).line).toBe('M0 11L10 11');
    expect(sparklinePaths([], 10, 12).line).toBe('');
  });
});

describe('values that make no line', () => {
  it('are those between nothing and nothing', () => {
    expect(loneIndexes([1, null, 2, 3, undefined, 0])).toEqual([0, 5]);
    expect(loneIndexes([null, 4, null])).toEqual([1]);
  });
});

describe('crosshair', () => {
  it('tells all charts, once for each change', () => {
    const crosshair = createCrosshair();
    const seen: (number | undefined)[] = [];
    const stop = crosshair.subscribe(() => seen.push(crosshair.timeMs));
    crosshair.move(5);
    crosshair.move(5);
    crosshair.move(undefined);
    stop();
    crosshair.move(7);
    expect(seen).toEqual([5, undefined]);
  });
});

describe('keys', () => {
  it('move within the intervals', () => {
    expect(movedIndex('ArrowRight', undefined, 10)).toBe(0);
    expect(movedIndex('ArrowLeft', undefined, 10)).toBe(9);
    expect(movedIndex('ArrowRight', 9, 10)).toBe(9);
    expect(movedIndex('PageUp', 3, 50)).toBe(8);
    expect(movedIndex('End', 3, 50)).toBe(49);
    expect(movedIndex('x', 3, 50)).toBeUndefined();
  });
});
