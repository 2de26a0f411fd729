// What the last line of "npm test" says: nothing that went wrong may count as passed.

import { describe, expect, it } from 'vitest';
import { FAILED, PASSED, sumOutcomes, vitestOutcome } from './outcome.ts';

const green = {
  success: true,
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
};

describe('the outcome of Vitest', () => {
  it('is what it counted', () => {
    expect(vitestOutcome(green, 0)).toEqual({ passed: 5, failed: 0, skipped: 1 });
    const red = { ...green, success: false, numFailedTests: 2 };
    expect(vitestOutcome(red, 1)).toEqual({ passed: 5, failed: 2, skipped: 1 });
  });

  it('is a failure when Vitest failed without a failing test', () => {
    expect(vitestOutcome(green, 1).failed).toBe(1);
    expect(vitestOutcome({ ...green, success: false }, 0).failed).toBe(1);
    expect(vitestOutcome(undefined, 0)).toEqual(FAILED);
  });
});

describe('the sum', () => {
  it('adds up', () => {
    expect(sumOutcomes([PASSED, FAILED, vitestOutcome(green, 0)])).toEqual({
      passed: 6,
      failed: 1,
      skipped: 1,
    });
  });
});
