// Comparisons as SQL, with the constant as a bound parameter. Numbers compare exactly: a 64-bit integer is not
// rounded to be held against a double, nor the other way round.

import type { ComparisonOperator } from '@throughline/traceql/syntax/ast';
import type { SqlParameters } from '../read/sql-parameters.ts';

export const TRUE = '1';
export const FALSE = '0';

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/** `expression` is an Int64. */
export function compareInt(
  expression: string,
  operator: ComparisonOperator,
  value: bigint | number,
  parameters: SqlParameters,
): string {
  const exact = typeof value === 'bigint' ? { operator, value } : asWhole(operator, value);
  if (typeof exact === 'boolean') return exact ? TRUE : FALSE;
  const bound = exact.value;
  if (bound > MAX_INT64 || bound < MIN_INT64) {
    const isAbove = bound > MAX_INT64;
    const isTrue = exact.operator === '!=' || (isAbove ? '<' : '>') === exact.operator[0];
    return isTrue ? TRUE : FALSE;
  }
  return `${expression} ${exact.operator} ${parameters.bind('Int64', String(bound))}`;
}

/** The same comparison with an integer, or what it is for every integer. */
function asWhole(
  operator: ComparisonOperator,
  value: number,
): { readonly operator: ComparisonOperator; readonly value: bigint } | boolean {
  if (Number.isNaN(value)) return operator === '!=';
  if (!Number.isFinite(value)) {
    return operator === '!=' || (value > 0 ? '<' : '>') === operator[0];
  }
  if (Number.isInteger(value)) return { operator, value: BigInt(value) };
  switch (operator) {
    case '=':
      return false;
    case '!=':
      return true;
    case '<':
    case '<=':
      return { operator: '<=', value: BigInt(Math.floor(value)) };
    case '>':
    case '>=':
      return { operator: '>=', value: BigInt(Math.ceil(value)) };
  }
}

/** `expression` is a Float64. */
export function compareDouble(
  expression: string,
  operator: ComparisonOperator,
  value: bigint | number,
  parameters: SqlParameters,
): string {
  const nearest = Number(value);
  const bound = () => parameters.bind('Float64', nearest);
  if (typeof value === 'number' || BigInt(nearest) === value) {
    return `${expression} ${operator} ${bound()}`;
  }
  // No double is the value, and none lies between it and the nearest one.
  const isNearestAbove = BigInt(nearest) > value;
  switch (operator) {
    case '=':
      return FALSE;
    case '!=':
      return TRUE;
    case '<':
    case '<=':
      return `${expression} ${isNearestAbove ? '<' : '<='} ${bound()}`;
    case '>':
    case '>=':
      return `${expression} ${isNearestAbove ? '>=' : '>'} ${bound()}`;
  }
}

/** `expression` is a String; both sides are compared byte by byte. */
export function compareString(
  expression: string,
  operator: ComparisonOperator,
  value: string,
  parameters: SqlParameters,
): string {
  return `${expression} ${operator} ${parameters.bind('String', value)}`;
}

/** The whole of a text, and a dot takes line breaks; see check/regex.ts of traceql. */
export function matchString(
  expression: string,
  pattern: string,
  isDenial: boolean,
  parameters: SqlParameters,
): string {
  const whole = `^(?s:${pattern}${endsInQuote(pattern) ? '\\E' : ''})$`;
  const matches = `match(${expression}, ${parameters.bind('String', whole)})`;
  return isDenial ? `NOT ${matches}` : matches;
}

/** After `\Q` everything is taken as it stands, up to `\E` or the end. */
function endsInQuote(pattern: string): boolean {
  for (let at = pattern.indexOf('\\'); at >= 0; at = pattern.indexOf('\\', at)) {
    if (pattern[at + 1] !== 'Q') {
      at += 2;
      continue;
    }
    const end = pattern.indexOf('\\E', at + 2);
    if (end < 0) return true;
    at = end + 2;
  }
  return false;
}

export function allOf(conditions: readonly string[]): string {
  if (conditions.includes(FALSE)) return FALSE;
  const parts = conditions.filter((condition) => condition !== TRUE);
  return parts.length === 0 ? TRUE : joined(parts, ' AND ');
}

export function anyOf(conditions: readonly string[]): string {
  if (conditions.includes(TRUE)) return TRUE;
  const parts = conditions.filter((condition) => condition !== FALSE);
  return parts.length === 0 ? FALSE : joined(parts, ' OR ');
}

export function notSql(condition: string): string {
  if (condition === TRUE) return FALSE;
  return condition === FALSE ? TRUE : `NOT (${condition})`;
}

function joined(parts: readonly string[], separator: string): string {
  return parts.length === 1 ? (parts[0] ?? TRUE) : `(${parts.join(separator)})`;
}
