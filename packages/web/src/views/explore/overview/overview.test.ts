import type { MetricsAnswer } from '@throughline/model/api/traceql';
import { describe, expect, it } from 'vitest';
import { roundStepMs } from '../../../base/round-step.ts';
import {
  boxOf,
  cellAt,
  cellsOf,
  countIn,
  durationTicks,
  heatmapGrid,
  layoutOf,
} from '../../../charts/heatmap-grid.ts';
import { timeTicks } from '../../../charts/time-ticks.ts';
import { boxBetween, movedCell } from '../../../charts/use-box-choice.ts';
import { withStage } from '../../../data/metrics-queries.ts';
import { beginOfData } from './begin-of-data.ts';
import { durationCondition, readDurations, writeDuration } from './box-condition.ts';
import { wholeRates } from './use-overview.ts';

function bucket(status: string, bound: number, values: number[]): MetricsAnswer['series'][number] {
  return {
    labels: [
      { name: 'status', type: 'status', value: status },
      { name: '__bucket', type: 'float', value: bound },
    ],
    values,
    exemplars: [],
  };
}

const ANSWER: MetricsAnswer = {
  query: '{ } | histogram_over_time(duration) by(status)',
  timesMs: [1000, 2000, 3000],
  stepNano: '1000000000',
  series: [
    bucket('error', 2 ** 28 / 1e9, [0, 2, 0]),
    bucket('unset', 2 ** 28 / 1e9, [1, 3, 0]),
    bucket('unset', 2 ** 20 / 1e9, [0, 0, 7]),
  ],
  statistics: { inspectedTraces: 0, inspectedSpans: 0, inspectedBytes: 0 },
};

function gridOf(answer: MetricsAnswer) {
  const grid = heatmapGrid(answer);
  if (grid === undefined) throw new Error('the answer has buckets');
  return grid;
}

describe('the grid of a heatmap', () => {
  it('has a row for every power of two between the lowest and the highest, and adds up statuses', () => {
    const grid = gridOf(ANSWER);
    expect(grid.boundsNs).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28].map((at) => 2 ** at));
    expect([...grid.counts.slice(-3)]).toEqual([1, 5, 0]);
    expect([...grid.errors.slice(-3)]).toEqual([0, 2, 0]);
    expect([grid.maxCount, grid.stepMs]).toEqual([7, 1000]);
    expect(heatmapGrid({ ...ANSWER, series: [] })).toBeUndefined();
  });

  it('turns cells into a box and back, and counts what is in it', () => {
    const grid = gridOf(ANSWER);
    const cells = { fromColumn: 1, toColumn: 2, fromRow: 7, toRow: 8 };
    const box = boxOf(grid, cells);
    expect(box).toEqual({
      range: { startMs: 1000, endMs: 3000 },
      aboveNs: 2 ** 26,
      upToNs: 2 ** 28,
    });
    expect(cellsOf(grid, box)).toEqual(cells);
    expect(countIn(grid, cells)).toEqual({ count: 5, errorCount: 2 });
    const elsewhere = { ...box, range: { startMs: 3000, endMs: 4000 } };
    expect(cellsOf(grid, elsewhere)).toBeUndefined();
  });

  it('finds the cell under a point', () => {
    const grid = gridOf(ANSWER);
    const layout = layoutOf(grid, undefined, { width: 362, height: 118 });
    expect(layout).toMatchObject({ left: 54, top: 6, width: 300, height: 90 });
    expect(cellAt(grid, layout, 54 + 150, 6 + 5)).toEqual({ column: 1, row: 8 });
    expect(cellAt(grid, layout, 0, 200)).toEqual({ column: 0, row: 0 });
  });

  it('labels round durations, as many as fit', () => {
    const grid = gridOf(ANSWER);
    expect(durationTicks(grid, 9).map(({ ns }) => ns)).toEqual([1e6, 1e7, 1e8]);
    expect(durationTicks(grid, 1).map(({ ns }) => ns)).toEqual([1e6]);
  });

  it('is walked by keys', () => {
    expect(movedCell('ArrowUp', { column: 2, row: 8 }, 3, 9)).toEqual({ column: 2, row: 8 });
    expect(movedCell('Home', { column: 2, row: 3 }, 3, 9)).toEqual({ column: 0, row: 3 });
    expect(movedCell('a', { column: 2, row: 3 }, 3, 9)).toBeUndefined();
    expect(boxBetween({ column: 2, row: 1 }, { column: 0, row: 5 })).toEqual({
      ...{ fromColumn: 0, toColumn: 2 },
      ...{ fromRow: 1, toRow: 5 },
    });
  });
});

describe('a box as a condition', () => {
  it('is rounded outward to three digits', () => {
    expect(writeDuration(2 ** 29, 'down')).toBe('536ms');
    expect(writeDuration(2 ** 30, 'up')).toBe('1.08s');
    expect([writeDuration(134e6, 'down'), writeDuration(134e6, 'up')]).toEqual(['134ms', '134ms']);
    expect(writeDuration(2, 'up')).toBe('2ns');
    expect(writeDuration(0, 'down')).toBe('0ns');
  });

  it('is read back', () => {
    const condition = durationCondition({ aboveNs: 2 ** 29, upToNs: 2 ** 30 });
    expect(condition).toBe('duration > 536ms && duration <= 1.08s');
    expect(readDurations(`{ ${condition} }`)).toEqual({ aboveNs: 536e6, upToNs: 1.08e9 });
    expect(readDurations('{ status = error }')).toBeUndefined();
  });
});

describe('what is asked', () => {
  it('puts a stage before the hints', () => {
    expect(withStage('{ }', 'rate()')).toBe('{ } | rate()');
    expect(withStage('{ .a = 1 } with (most_recent=true)', 'rate()')).toBe(
      '{ .a = 1 } | rate() with (most_recent=true)',
    );
  });

  it('takes round steps', () => {
    expect(roundStepMs({ startMs: 0, endMs: 3_600_000 }, 100)).toBe(60_000);
    expect(roundStepMs({ startMs: 0, endMs: 500 }, 100)).toBe(5);
    expect(timeTicks({ startMs: 30_000, endMs: 190_000 }, 3, true)).toEqual([
      60_000, 120_000, 180_000,
    ]);
  });

  it('tells the rate of the part of the last interval that has passed', () => {
    expect(wholeRates([4, 2], [1000, 2000], 1000, 1500)).toEqual([4, 4]);
    expect(wholeRates([4, 2], [1000, 2000], 1000, 1100)).toEqual([4, null]);
    expect(wholeRates([4, 2], [1000, 2000], 1000, 2000)).toEqual([4, 2]);
  });
});

describe('beginOfData', () => {
  const times = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
  const RANGE = { startMs: 0, endMs: 100 };

  it('is where the first interval with something begins, when most before it is empty', () => {
    expect(beginOfData(times, 10, [0, 0, 0, 0, 0, 0, 0, null, 3, 0], RANGE)).toBe(80);
    expect(beginOfData(times, 10, [0, 0, 0, 1, 0, 0, 0, 0, 3, 1], RANGE)).toBeUndefined();
    expect(
      beginOfData(
        times,
        10,
        times.map(() => 0),
        RANGE,
      ),
    ).toBeUndefined();
    expect(beginOfData([], 10, [], RANGE)).toBeUndefined();
  });
});
