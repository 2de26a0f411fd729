import { describe, expect, it } from 'vitest';
import {
  defaultStepNs,
  instantGrid,
  intervalOf,
  MAX_INTERVALS,
  rangeGrid,
  timestampMsOf,
} from './time-grid.ts';

const S = 1_000_000_000n;

describe('rangeGrid', () => {
  it('moves its ends out to whole steps, and begins one earlier', () => {
    const grid = rangeGrid(25n * S, 41n * S, 10n * S);
    expect(grid).toMatchObject({ startNs: 10n * S, endNs: 50n * S, intervalCount: 4 });
    expect([0, 3].map((interval) => timestampMsOf(grid, interval))).toEqual([20_000, 50_000]);
  });

  it('has intervals without their start and with their end', () => {
    const grid = rangeGrid(20n * S, 40n * S, 10n * S);
    const times = [10n * S, 10n * S + 1n, 20n * S, 20n * S + 1n, 40n * S, 40n * S + 1n];
    expect(times.map((time) => intervalOf(grid, time))).toEqual([-1, 0, 0, 1, 2, -1]);
  });

  it('refuses what is no range, and more points than anybody can see', () => {
    expect(() => rangeGrid(2n, 2n, 1n)).toThrow('start before it ends');
    expect(() => rangeGrid(1n, 2n, 0n)).toThrow('longer than nothing');
    expect(() => rangeGrid(1n, BigInt(MAX_INTERVALS) + 2n, 1n)).toThrow('at most 11000 steps');
  });
});

describe('instantGrid', () => {
  it('is one interval with both its ends', () => {
    const grid = instantGrid(10n, 20n);
    expect([9n, 10n, 20n, 21n].map((time) => intervalOf(grid, time))).toEqual([-1, 0, 0, -1]);
    expect(() => instantGrid(2n, 2n)).toThrow('start before it ends');
  });
});

describe('defaultStepNs', () => {
  it.each([
    [1n, 50_000_000n],
    [30n, 100_000_000n],
    [120n, S],
    [3_600n, 15n * S],
    [86_400n, 300n * S],
    [7n * 86_400n, 2_400n * S],
  ])('cuts %d seconds into round steps', (seconds, stepNs) => {
    expect(defaultStepNs(1_000n * S, (1_000n + seconds) * S)).toBe(stepNs);
  });
});
