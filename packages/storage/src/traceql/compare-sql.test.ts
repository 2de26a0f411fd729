import type { ComparisonOperator } from '@throughline/traceql/syntax/ast';
import { expect, it } from 'vitest';
import { SqlParameters } from '../read/sql-parameters.ts';
import { allOf, anyOf, compareDouble, compareInt, matchString, notSql } from './compare-sql.ts';

/** With the parameters in their places. */
function shown(make: (parameters: SqlParameters) => string): string {
  const parameters = new SqlParameters();
  return make(parameters).replace(/\{(p[0-9]+):[A-Za-z0-9]+\}/g, (_, name: string) =>
    String(parameters.values[name]),
  );
}

const int = (operator: ComparisonOperator, value: bigint | number) =>
  shown((parameters) => compareInt('x', operator, value, parameters));
const double = (operator: ComparisonOperator, value: bigint | number) =>
  shown((parameters) => compareDouble('x', operator, value, parameters));

it('holds an integer against a fraction without rounding it', () => {
  expect(int('>', 1.5)).toBe('x >= 2');
  expect(int('>=', 1.5)).toBe('x >= 2');
  expect(int('<', -1.5)).toBe('x <= -2');
  expect(int('=', 1.5)).toBe('0');
  expect(int('!=', 1.5)).toBe('1');
  expect(int('>', 1e300)).toBe('0');
  expect(int('<=', 1e300)).toBe('1');
  expect(int('>', Number.NEGATIVE_INFINITY)).toBe('1');
  expect(int('!=', Number.NaN)).toBe('1');
  expect(int('<', Number.NaN)).toBe('0');
  expect(int('=', 2 ** 53)).toBe('x = 9007199254740992');
});

it('holds a double against an integer that no double is', () => {
  const between = 2n ** 53n + 1n;
  expect(double('=', between)).toBe('0');
  expect(double('!=', between)).toBe('1');
  // The nearest double is 2^53, below it.
  expect(double('>', between)).toBe('x > 9007199254740992');
  expect(double('<=', between)).toBe('x <= 9007199254740992');
  // The nearest double is 2^63, above it.
  expect(double('>=', 2n ** 63n - 1n)).toBe('x >= 9223372036854776000');
  expect(double('<', 2n ** 63n - 1n)).toBe('x < 9223372036854776000');
  expect(double('>=', 3n)).toBe('x >= 3');
});

it('matches the whole of a text, also when the pattern ends in a quotation', () => {
  const pattern = (text: string) =>
    shown((parameters) => matchString('x', text, false, parameters));
  expect(pattern('a|b')).toBe('match(x, ^(?s:a|b)$)');
  expect(pattern('\\Qa.b')).toBe('match(x, ^(?s:\\Qa.b\\E)$)');
  expect(pattern('\\Qa\\E.*')).toBe('match(x, ^(?s:\\Qa\\E.*)$)');
  expect(pattern('\\\\Q')).toBe('match(x, ^(?s:\\\\Q)$)');
});

it('leaves out what decides nothing', () => {
  expect(allOf(['1', 'a', 'b'])).toBe('(a AND b)');
  expect(allOf(['a', '0'])).toBe('0');
  expect(anyOf(['0', 'a'])).toBe('a');
  expect(anyOf(['a', '1'])).toBe('1');
  expect([notSql('0'), notSql('1'), notSql('a')]).toEqual(['1', '0', 'NOT (a)']);
});
