import { drawTrace } from '@throughline/analysis/testing/draw-trace';
import { readTrace } from '@throughline/analysis/trace/trace';
import { expect, it } from 'vitest';
import { LearnedClocks } from './learned-clocks.ts';

/** Calls of 10 ms; the callee's clock is five behind, and it works for 4 ms. */
const callOf = (startMs: number) =>
  drawTrace(
    [
      `web  call  client |${' '.repeat(8)}${'#'.repeat(10)}  |`,
      `  cart  call  server |${' '.repeat(startMs)}####${' '.repeat(16 - startMs)}|`,
    ],
    1e6,
  ).batch;

it('moves a trace by what many traces have shown, which it does not show itself', () => {
  let nowMs = 0;
  const clocks = new LearnedClocks(() => nowMs);
  expect(clocks.shifts()).toEqual([]);
  for (const startMs of [4, 5, 6, 7, 8, 4, 5, 6, 7, 8]) {
    clocks.add(readTrace(callOf(startMs), clocks.shifts()));
  }
  // By itself it lies within its call.
  const trace = callOf(8);
  expect(readTrace(trace).clockShiftNs[1]).toBe(0);
  // Not learned anew for every trace.
  expect(clocks.shifts()).toEqual([]);
  nowMs = 10_000;
  expect(clocks.shifts()).toMatchObject([{ caller: 'web', callee: 'cart', shiftNs: 5e6 }]);
  expect(readTrace(trace, clocks.shifts()).clockShiftNs[1]).toBe(5e6);
});
