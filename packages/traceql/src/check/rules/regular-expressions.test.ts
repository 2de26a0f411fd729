import { describe, expect, it } from 'vitest';
import { findings } from '../testing/rule-harness.ts';
import { regularExpressions } from './regular-expressions.ts';

describe('regularExpressions', () => {
  it.each(['{ .a =~ "x.*" }', '{ .a !~ `(?i)\\pN+(?P<n>x)\\z` }'])('takes %s', (query) => {
    expect(findings(regularExpressions, query)).toEqual([]);
  });

  it.each([
    ['{ .a =~ .b }', ['invalid type for =~ or !~: .b @ .b']],
    ['{ .a !~ 3 }', ['invalid type for =~ or !~: 3 @ 3']],
    ['{ .a =~ "(" }', ['invalid regex: error parsing regexp: missing closing ): `(` @ "("']],
    [
      '{ .a =~ "(?=x)" }',
      ['invalid regex: error parsing regexp: invalid or unsupported Perl syntax: `(?=` @ "(?=x)"'],
    ],
  ])('refuses %s', (query, expected) => {
    expect(findings(regularExpressions, query)).toEqual(expected);
  });
});
