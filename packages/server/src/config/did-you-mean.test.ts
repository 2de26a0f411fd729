// Guesses: slips are found, other words are not; the distance is a distance.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance } from './did-you-mean.ts';

describe('didYouMean', () => {
  it('finds a slip of the finger', () => {
    expect(didYouMean('htp-port', ['http-port', 'host'])).toBe('http-port');
    expect(didYouMean('sevre', ['serve', 'help'])).toBe('serve');
    expect(didYouMean('HOST', ['host'])).toBe('host');
  });

  it('does not guess when nothing is near', () => {
    expect(didYouMean('frobnicate', ['serve', 'version', 'help'])).toBeUndefined();
    expect(didYouMean('', ['serve'])).toBeUndefined();
  });
});

describe('editDistance', () => {
  it('counts a swap of neighbours once', () => {
    expect(editDistance('ab', 'ba')).toBe(1);
    expect(editDistance('kitten', 'sitting')).toBe(3);
  });

  it('is symmetric, zero only for equals, and no longer than the longer text', () => {
    const text = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const distance = editDistance(left, right);
        expect(distance).toBe(editDistance(right, left));
        expect(distance === 0).toBe(left === right);
        expect(distance).toBeLessThanOrEqual(Math.max(left.length, right.length));
      }),
    );
  });
});
