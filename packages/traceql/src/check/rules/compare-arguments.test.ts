import { describe, expect, it } from 'vitest';
import { findings } from '../testing/rule-harness.ts';
import { compareArguments } from './compare-arguments.ts';

describe('compareArguments', () => {
  it.each([
    '{ } | compare({ .a })',
    '{ } | compare({ .a }, 1)',
    '{ } | compare({ .a }, 1000, 1, 2)',
  ])('takes %s', (query) => {
    expect(findings(compareArguments, query)).toEqual([]);
  });

  it.each([
    [
      '{ } | compare({ .a }, 0)',
      ['compare() top number of values must be from 1 to 1000, not 0 @ compare({ .a }, 0)'],
    ],
    [
      '{ } | compare({ .a }, 1001)',
      ['compare() top number of values must be from 1 to 1000, not 1001 @ compare({ .a }, 1001)'],
    ],
    [
      '{ } | compare({ .a }, 1, 2, 2)',
      ['compare() time must end after it starts: from 2 to 2 @ compare({ .a }, 1, 2, 2)'],
    ],
    [
      '{ } | compare({ .a }, 1, 0, 2)',
      ['compare() time must end after it starts: from 0 to 2 @ compare({ .a }, 1, 0, 2)'],
    ],
  ])('refuses %s', (query, expected) => {
    expect(findings(compareArguments, query)).toEqual(expected);
  });
});
