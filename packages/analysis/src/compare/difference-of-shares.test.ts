import { expect, it } from 'vitest';
import { differenceOfShares } from './difference-of-shares.ts';

const rounded = (...counts: Parameters<typeof differenceOfShares>): [number, number] => {
  const { difference, atLeast } = differenceOfShares(...counts);
  return [Number(difference.toFixed(4)), Number(atLeast.toFixed(4))];
};

it('has the bounds that are published for the method', () => {
  // Newcombe 1998, table II, method 10: 56/70 and 48/80 differ by 0.0524 at least, 9/10 and 3/10 by 0.1705.
  expect(rounded(56, 70, 48, 80)).toEqual([0.2, 0.0524]);
  expect(rounded(9, 10, 3, 10)).toEqual([0.6, 0.1705]);
});

it('says the same the other way round', () => {
  expect(rounded(48, 80, 56, 70)).toEqual([-0.2, 0.0524]);
});

it('takes few for little', () => {
  const [, few] = rounded(1, 5, 0, 10_000);
  const [, many] = rounded(900, 1_000, 500, 10_000);
  expect(few).toBeLessThan(0.05);
  expect(many).toBeGreaterThan(0.8);
});

it('finds no difference where there may be none', () => {
  expect(rounded(5, 10, 50, 100)).toEqual([0, 0]);
  expect(rounded(3, 10, 20, 100)).toEqual([0.1, 0]);
  expect(rounded(0, 0, 5, 10)).toEqual([-0.5, 0]);
});
