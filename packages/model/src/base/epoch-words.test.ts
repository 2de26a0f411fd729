import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_MICROSECONDS,
  MAX_SECONDS,
  setMicroseconds,
  setSeconds,
  signedNumber,
  type Words,
} from './epoch-words.ts';

function bigintOf({ low, high }: Words): bigint {
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));
}

describe('nanoseconds in two words', () => {
  it('are those of any whole microseconds that 64 bits hold', () => {
    const words = { low: 0, high: 0 };
    const most = MAX_MICROSECONDS;
    fc.assert(
      fc.property(fc.integer({ min: -most, max: most }), (us) => {
        setMicroseconds(words, us);
        expect(bigintOf(words)).toBe(BigInt.asIntN(64, BigInt(us) * 1000n));
      }),
    );
  });

  it('are those of any seconds and nanoseconds', () => {
    const words = { low: 0, high: 0 };
    const seconds = fc.oneof(fc.constantFrom(0, MAX_SECONDS), fc.nat({ max: MAX_SECONDS }));
    const nanos = fc.nat({ max: 999_999_999 });
    fc.assert(
      fc.property(seconds, nanos, fc.boolean(), (s, ns, isNegative) => {
        setSeconds(words, isNegative ? -s : s, isNegative ? -ns : ns);
        const size = BigInt(s) * 1_000_000_000n + BigInt(ns);
        expect(bigintOf(words)).toBe(isNegative ? -size : size);
      }),
    );
  });
});

describe('signedNumber', () => {
  it('knows both signs', () => {
    expect(signedNumber({ low: 0xffff_ffff, high: 0xffff_ffff })).toBe(-1);
    expect(signedNumber({ low: 1, high: 1 })).toBe(4_294_967_297);
  });
});
