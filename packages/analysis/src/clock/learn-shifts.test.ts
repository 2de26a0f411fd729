import { describe, expect, it } from 'vitest';
import { drawTrace } from '../testing/draw-trace.ts';
import { readTrace } from '../trace/trace.ts';
import { addClockSamples, type ClockSamples, learnShifts } from './learn-shifts.ts';

/** Calls of 10 ms; the callee works from `startMs` of its own clock, for 4 ms. */
function samplesOf(startsMs: readonly number[]): ClockSamples {
  const samples: ClockSamples = new Map();
  for (const startMs of startsMs) {
    const blank = ' '.repeat(20);
    const bar = (from: number, length: number) =>
      `|${blank.slice(0, from)}${'#'.repeat(length)}${blank.slice(from + length)}|`;
    const lines = [`web  call  client ${bar(8, 10)}`, `  cart  call  server ${bar(startMs, 4)}`];
    addClockSamples(samples, readTrace(drawTrace(lines, 1e6).batch));
  }
  return samples;
}

describe('learnShifts', () => {
  it('finds the shift that fits all calls, which one call leaves open', () => {
    // Five milliseconds behind: the callee begins 1 to 5 ms after the call, by its caller's clock.
    const starts = [4, 5, 6, 7, 8, 4, 5, 6, 7, 8];
    const [shift] = learnShifts(samplesOf(starts));
    expect(shift).toMatchObject({ caller: 'web', callee: 'cart', calls: 10 });
    expect(shift?.leastNs).toBe(4e6);
    expect(shift?.mostNs).toBe(6e6);
    expect(shift?.shiftNs).toBe(5e6);
  });

  it('moves nothing where the clocks agree', () => {
    expect(learnShifts(samplesOf(Array(12).fill(11)))).toMatchObject([{ shiftNs: 0, calls: 12 }]);
  });

  it('does not follow a single call', () => {
    expect(learnShifts(samplesOf([...Array(19).fill(11), 0]))).toMatchObject([{ shiftNs: 0 }]);
  });

  it('says nothing of few calls', () => {
    expect(learnShifts(samplesOf([4, 4, 4]))).toEqual([]);
  });

  it('gives what a trace is read with', () => {
    const known = learnShifts(samplesOf([4, 5, 6, 7, 8, 4, 5, 6, 7, 8]));
    const lines = ['web  call  client |  ########  |', '  cart  call  server |#####       |'];
    const trace = readTrace(drawTrace(lines, 1e6).batch, known);
    expect(trace.startNs[1]).toBe(5e6);
    expect(trace.clockShiftNs[1]).toBe(5e6);
  });

  it('keeps the pairs that called last', () => {
    const samples: ClockSamples = new Map();
    const call = (caller: string) =>
      readTrace(
        drawTrace([`${caller}  call  client |####|`, '  cart  call  server | ## |'], 1e6).batch,
      );
    for (let at = 0; at < 2_000; at++) addClockSamples(samples, call(`web${at}`));
    addClockSamples(samples, call('web0'));
    addClockSamples(samples, call('one-more'));
    expect(samples.size).toBe(2_000);
    const callers = [...samples.values()].map(({ caller }) => caller);
    expect(callers).not.toContain('web1');
    expect(callers).toEqual(expect.arrayContaining(['web0', 'one-more']));
  });
});
