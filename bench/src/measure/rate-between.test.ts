// Rates from samples of a count.

import { expect, it } from 'vitest';
import { rateBetween } from './rate-between.ts';

it('goes straight between samples', () => {
  const samples = [
    { atMs: 0, count: 0 },
    { atMs: 1000, count: 100 },
    { atMs: 2000, count: 100 },
    { atMs: 3000, count: 300 },
  ];
  expect(rateBetween(samples, 0, 50)).toBe(100);
  expect(rateBetween(samples, 50, 200)).toBe(75);
  expect(rateBetween(samples, 200, 301)).toBeNaN();
});
