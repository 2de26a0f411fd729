import { expect, it } from 'vitest';
import { formatRate } from './format-rate.ts';

it.each([
  [0, '0/s'],
  [12_345.6, '12,346/s'],
  [12.34, '12.3/s'],
  [1, '1/s'],
  [0.5, '30/min'],
  [0.01, '36/h'],
])('%d a second is %s', (perSecond, expected) => {
  expect(formatRate(perSecond)).toBe(expected);
});
