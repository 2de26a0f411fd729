import { describe, expect, it } from 'vitest';
import { findings } from '../testing/rule-harness.ts';
import { filtersAreBoolean } from './filters-are-boolean.ts';

describe('filtersAreBoolean', () => {
  it.each(['{ }', '{ .a }', '{ true }', '{ !.a }', '{ name = "x" }', '{ .a + 1 }'])(
    'takes %s',
    (query) => {
      expect(findings(filtersAreBoolean, query)).toEqual([]);
    },
  );

  it.each([
    ['{ name }', ['span filter field expressions must resolve to a boolean: name @ name']],
    ['{ 1 + 1 }', ['span filter field expressions must resolve to a boolean: 1 + 1 @ 1 + 1']],
    [
      '{ .a } | { duration }',
      ['span filter field expressions must resolve to a boolean: duration @ duration'],
    ],
  ])('refuses %s', (query, expected) => {
    expect(findings(filtersAreBoolean, query)).toEqual(expected);
  });
});
