import { expect, it } from 'vitest';
import { recentRate } from './recent-rate.ts';

it.each([
  [[900, 60, 60, 60, 60, 60, 60, 5], 6],
  [[0, 0, 0, 0, 0, 0, 0, 50], 5],
  [[0, 0, 0, 0, 0, 0, 0, 0], 0],
  [[600, 0, 0, 0, 0, 0, 0], 10],
])('of %j is %d a second', (spansPerBin, expected) => {
  expect(recentRate({ binSeconds: 10 }, { spansPerBin })).toBe(expected);
});
