import { describe, expect, it } from 'vitest';
import { figuresGrid } from './figures-grid.ts';

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
/** 2026-01-31T12:00:00Z. */
const NOON_S = 1_769_860_800;

describe('figuresGrid', () => {
  it('has whole minutes', () => {
    expect(figuresGrid(NOON_S - 1, NOON_S + 1, 60)).toEqual({
      startS: NOON_S - 60,
      endS: NOON_S + 60,
      binS: 60,
      firstBinS: NOON_S - 60,
      binCount: 2,
    });
  });

  it('begins its steps at round times', () => {
    const grid = figuresGrid(NOON_S + 7 * 60, NOON_S + 7 * 60 + 6 * HOUR_S, 60);
    expect(grid).toMatchObject({ startS: NOON_S + 420, binS: 600, firstBinS: NOON_S });
    expect(grid.binCount).toBe(37);
    expect(figuresGrid(NOON_S, NOON_S + HOUR_S, 60)).toEqual(
      figuresGrid(NOON_S + 30, NOON_S + HOUR_S - 1, 60),
    );
  });

  it.each([
    [HOUR_S, 60, 60],
    [HOUR_S, 59, 120],
    [DAY_S, 60, 30 * 60],
    [7 * DAY_S, 60, 3 * HOUR_S],
    [400 * DAY_S, 60, 7 * DAY_S],
  ])('puts %i s in at most %i steps and one', (lengthS, bins, binS) => {
    const grid = figuresGrid(NOON_S, NOON_S + lengthS, bins);
    expect(grid.binS).toBe(binS);
    expect(grid.binCount).toBeLessThanOrEqual(bins + 1);
  });

  it('has a minute for a moment', () => {
    expect(figuresGrid(NOON_S, NOON_S, 60)).toMatchObject({ endS: NOON_S + 60, binCount: 1 });
  });
});
