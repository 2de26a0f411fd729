import { describe, expect, it } from 'vitest';
import { findings } from '../testing/rule-harness.ts';
import { operandTypes } from './operand-types.ts';

describe('operandTypes', () => {
  it.each([
    '{ .a = 1 && .b = "x" }',
    '{ duration > 3 && 2.5 < 1s * 2 }',
    '{ name < "b" && status != ok && kind = server }',
    '{ .a =~ "x" && !(name =~ "y") }',
    '{ .a = .b + 1 }',
  ])('takes %s', (query) => {
    expect(findings(operandTypes, query)).toEqual([]);
  });

  it.each([
    ['{ name = 1 }', ['binary operations must operate on the same type: name = 1 @ name = 1']],
    [
      '{ status = server }',
      ['binary operations must operate on the same type: status = server @ status = server'],
    ],
    [
      '{ status = 1 }',
      ['binary operations must operate on the same type: status = 1 @ status = 1'],
    ],
    ['{ true && 1 }', ['binary operations must operate on the same type: true && 1 @ true && 1']],
    ['{ status > ok }', ['illegal operation for the given types: status > ok @ status > ok']],
    [
      '{ (name + "x") = "y" }',
      ['illegal operation for the given types: name + "x" @ (name + "x")'],
    ],
    [
      '{ duration =~ "1" }',
      ['binary operations must operate on the same type: duration =~ "1" @ duration =~ "1"'],
    ],
    ['{ 1 && .a }', ['illegal operation for the given types: 1 && .a @ 1 && .a']],
  ])('refuses %s', (query, expected) => {
    expect(findings(operandTypes, query)).toEqual(expected);
  });
});
