import { describe, expect, it } from 'vitest';
import { findings } from '../testing/rule-harness.ts';
import { aggregateArguments } from './aggregate-arguments.ts';

describe('aggregateArguments', () => {
  it.each(['{ } | count() > 1', '{ } | avg(duration) > 1', '{ } | sum(.a * 2) > 1'])(
    'takes %s',
    (query) => {
      expect(findings(aggregateArguments, query)).toEqual([]);
    },
  );

  it.each([
    [
      '{ } | max(name) > 1',
      ['aggregate field expressions must resolve to a number type: max(name) @ name'],
    ],
    [
      '{ } | max(status = ok) > 1',
      ['aggregate field expressions must resolve to a number type: max(status = ok) @ status = ok'],
    ],
    ['{ } | min(1) > 1', ['aggregate field expressions must reference the span: min(1) @ 1']],
  ])('refuses %s', (query, expected) => {
    expect(findings(aggregateArguments, query)).toEqual(expected);
  });
});
