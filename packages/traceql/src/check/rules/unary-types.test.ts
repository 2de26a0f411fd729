import { describe, expect, it } from 'vitest';
import { findings } from '../testing/rule-harness.ts';
import { unaryTypes } from './unary-types.ts';

describe('unaryTypes', () => {
  it.each(['{ !.a }', '{ -.a = 1 }', '{ !(name = "x") }', '{ -duration < 1s }'])(
    'takes %s',
    (query) => {
      expect(findings(unaryTypes, query)).toEqual([]);
    },
  );

  it.each([
    ['{ !name }', ['illegal operation for the given type: !name @ !name']],
    ['{ -name = .a }', ['illegal operation for the given type: -name @ -name']],
    ['{ !1 = .a }', ['illegal operation for the given type: !1 @ !1']],
  ])('refuses %s', (query, expected) => {
    expect(findings(unaryTypes, query)).toEqual(expected);
  });
});
