// The sum over all requests is what is bounded.

import { expect, it } from 'vitest';
import { BodyBudget } from './body-budget.ts';

it('is shared by all who hold an allowance, and given back as a whole', () => {
  const budget = new BodyBudget(10);
  const first = budget.open();
  const second = budget.open();
  first.take(4);
  first.take(3);
  second.take(3);
  expect(() => second.take(1)).toThrow(expect.objectContaining({ kind: 'overloaded' }));
  first.release();
  first.release();
  second.take(7);
  expect(() => first.take(1)).toThrow('too many large requests');
});
