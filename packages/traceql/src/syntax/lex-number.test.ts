import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lexNumber, parseDuration } from './lex-number.ts';
import { printDuration } from './print-value.ts';

describe('lexNumber', () => {
  it.each([
    ['3', 'int', 3n, 1],
    ['3.', 'float', 3, 2],
    ['.5', 'float', 0.5, 2],
    ['1e3', 'float', 1000, 3],
    ['1.5ms', 'duration', 1_500_000n, 5],
    ['.24h', 'duration', 864_000_000_000n, 4],
    ['1y', 'duration', 365n * 86_400_000_000_000n, 2],
    ['2w1d', 'duration', 15n * 86_400_000_000_000n, 4],
    ['1h15m30.9s', 'duration', 4_530_900_000_000n, 10],
    ['3µs', 'duration', 3_000n, 3],
    ['1t', 'int', 1n, 1],
    ['1d1.5h', 'int', 1n, 1],
    ['5n', 'int', 5n, 1],
  ])('reads %s', (text, type, value, end) => {
    expect(lexNumber(text, 0)).toEqual({ value: { type, value }, end });
  });
});

describe('a duration', () => {
  it('is the same after printing', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (ns) => {
        expect(parseDuration(printDuration(ns))).toBe(ns);
      }),
    );
  });

  it('is written as Go writes it', () => {
    const texts = [
      0n,
      999n,
      1_500n,
      1_000_000n,
      1_500_000_000n,
      61_000_000_000n,
      -3_600_000_000_000n,
    ];
    expect(texts.map(printDuration)).toEqual([
      ...['0s', '999ns', '1.5µs', '1ms', '1.5s', '1m1s', '-1h0m0s'],
    ]);
  });
});
