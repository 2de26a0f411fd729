// Durations as people write them, exactly.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDurationNs } from './parse-duration.ts';

describe('parseDurationNs', () => {
  it('reads every unit', () => {
    expect(parseDurationNs('1ns')).toBe(1n);
    expect(parseDurationNs('1us')).toBe(1_000n);
    expect(parseDurationNs('1µs')).toBe(1_000n);
    expect(parseDurationNs('1μs')).toBe(1_000n);
    expect(parseDurationNs('1ms')).toBe(1_000_000n);
    expect(parseDurationNs('1.5s')).toBe(1_500_000_000n);
    expect(parseDurationNs('2m')).toBe(120_000_000_000n);
    expect(parseDurationNs(' 1h ')).toBe(3_600_000_000_000n);
    expect(parseDurationNs('0s')).toBe(0n);
  });

  it('cuts below a nanosecond and refuses what is no duration', () => {
    expect(parseDurationNs('1.9ns')).toBe(1n);
    for (const wrong of [
      '',
      '1',
      's',
      '-1s',
      '1.s',
      '.5s',
      '1e3s',
      '1 s',
      '1S',
      '1d',
      '300000000h',
    ]) {
      expect(parseDurationNs(wrong)).toBeUndefined();
    }
  });

  it('gives back any number of nanoseconds written in seconds', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 62n }), (nanos) => {
        const seconds = `${nanos / 1_000_000_000n}.${String(nanos % 1_000_000_000n).padStart(9, '0')}s`;
        expect(parseDurationNs(seconds)).toBe(nanos);
        expect(parseDurationNs(`${nanos}ns`)).toBe(nanos);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseDurationNs(text)));
  });
});
