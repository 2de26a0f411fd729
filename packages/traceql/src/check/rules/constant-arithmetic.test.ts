import { describe, expect, it } from 'vitest';
import { findings } from '../testing/rule-harness.ts';
import { constantArithmetic } from './constant-arithmetic.ts';

describe('constantArithmetic', () => {
  it.each(['{ .a = 1 / 2 }', '{ .a / 0 = 1 }', '{ .a = 1.0 / 0 }', '{ .a = 2s / 0 }'])(
    'takes %s',
    (query) => {
      expect(findings(constantArithmetic, query)).toEqual([]);
    },
  );

  it.each([
    ['{ .a = 1 / 0 }', ['division by zero @ 1 / 0']],
    ['{ .a = 5 % (1 - 1) }', ['modulo by zero @ 5 % (1 - 1)']],
  ])('refuses %s', (query, expected) => {
    expect(findings(constantArithmetic, query)).toEqual(expected);
  });
});
