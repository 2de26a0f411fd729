// Percentiles by the nearest rank.

import { expect, it } from 'vitest';
import { percentiles } from './percentiles.ts';

it('takes the nearest rank', () => {
  const values = Array.from({ length: 200 }, (_, at) => 200 - at);
  expect(percentiles(values)).toEqual({ p50: 100, p95: 190, p99: 198, max: 200 });
  expect(percentiles([7])).toEqual({ p50: 7, p95: 7, p99: 7, max: 7 });
  expect(percentiles([])).toEqual({ p50: 0, p95: 0, p99: 0, max: 0 });
});
