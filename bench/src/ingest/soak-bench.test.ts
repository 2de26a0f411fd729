// What the soak makes of its memory samples.

import { expect, it } from 'vitest';
import { overTime } from './soak-bench.ts';

it('tells growth in the second half from warming up in the first', () => {
  const hourMs = 3_600_000;
  const samples = Array.from({ length: 200 }, (_, at) => ({
    atMs: (at * hourMs) / 200,
    bytes: at < 100 ? at * 1e6 : 100e6 + (at - 100) * 1000,
  }));
  const memory = overTime(samples, 123);
  expect(memory.growthBytesPerHour).toBeCloseTo(200_000, -1);
  expect(memory.medianBytes).toHaveLength(10);
  expect(memory.medianBytes[0]).toBe(9e6);
  expect(memory.peakBytes).toBe(123);
});

it('has no growth without samples', () => {
  expect(overTime([], 0).growthBytesPerHour).toBe(0);
});
