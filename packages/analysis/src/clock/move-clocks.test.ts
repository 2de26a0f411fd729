import { expect, it } from 'vitest';
import { drawTrace } from '../testing/draw-trace.ts';
import { readTrace } from '../trace/trace.ts';
import type { PairShift } from './move-clocks.ts';

/** The call lasts from 8 to 18 ms of the caller's clock; the callee works for 4 ms from `startMs` of its own. */
function shiftOf(startMs: number, known: readonly PairShift[]): number | undefined {
  const lines = [
    `web  call  client |${' '.repeat(8)}${'#'.repeat(10)}${' '.repeat(12)}|`,
    `  cart  call  server |${' '.repeat(startMs)}####${' '.repeat(26 - startMs)}|`,
  ];
  return readTrace(drawTrace(lines, 1e6).batch, known).clockShiftNs[1];
}

const known = (shiftNs: number) => [{ caller: 'web', callee: 'cart', shiftNs }];

it('takes what many traces have shown where the call leaves room for it', () => {
  expect(shiftOf(4, [])).toBe(7e6);
  expect(shiftOf(4, known(5e6))).toBe(5e6);
  expect(shiftOf(10, known(-2e6))).toBe(-2e6);
});

it('takes it where the callee was closed late', () => {
  expect(shiftOf(10, known(6e6))).toBe(6e6);
});

it('takes what the trace shows when a clock jumped, though clocks agreed before', () => {
  expect(shiftOf(0, known(0))).toBe(11e6);
  expect(shiftOf(0, known(2e6))).toBe(11e6);
});

it('moves nothing when the clock has been set right since', () => {
  expect(shiftOf(10, known(12e6))).toBe(0);
  expect(shiftOf(10, known(-5e6))).toBe(0);
});

it('is for the pair that it was learned of', () => {
  expect(shiftOf(10, [{ caller: 'shop', callee: 'cart', shiftNs: 1e6 }])).toBe(0);
});
