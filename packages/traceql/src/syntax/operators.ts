// How strongly operators bind, loosest first. `&&` and `||` are on one level, and so are all comparisons and
// structural operators: `a || b && c` is `(a || b) && c`.

import { assertNever } from '@throughline/model/base/assert';
import type {
  ArithmeticOperator,
  BinaryOperator,
  ComparisonOperator,
  SpansetOperator,
} from './ast.ts';
import type { TokenSymbol } from './tokens.ts';

export const LOGICAL_LEVEL = 1;
export const COMPARISON_LEVEL = 2;
export const SUM_LEVEL = 3;
/** Of the prefix `!`. */
export const NOT_LEVEL = 4;
export const PRODUCT_LEVEL = 5;
/** Binds to the right: `2 ^ 3 ^ 2` is `2 ^ (3 ^ 2)`. */
export const POWER_LEVEL = 6;
/** Of the prefix `-`. */
export const MINUS_LEVEL = 7;

export type InfixOperator = BinaryOperator | SpansetOperator;

const COMPARISONS: readonly string[] = ['=', '!=', '<', '<=', '>', '>='];
const ARITHMETIC: readonly string[] = ['+', '-', '*', '/', '%', '^'];
const STRUCTURAL: readonly string[] = [
  ...['>', '<', '>>', '<<', '~'],
  ...['!>', '!<', '!>>', '!<<', '!~'],
  ...['&>', '&<', '&>>', '&<<', '&~'],
];

export function isComparison(operator: string): operator is ComparisonOperator {
  return COMPARISONS.includes(operator);
}

export function isArithmetic(operator: string): operator is ArithmeticOperator {
  return ARITHMETIC.includes(operator);
}

export function isSpansetOperator(operator: string): operator is SpansetOperator {
  return operator === '&&' || operator === '||' || STRUCTURAL.includes(operator);
}

/** Whether it can stand between two expressions over the fields of a span. */
export function isFieldOperator(operator: string): operator is BinaryOperator {
  return (
    ['&&', '||', '=~', '!~'].includes(operator) || isComparison(operator) || isArithmetic(operator)
  );
}

export function isInfix(symbol: TokenSymbol): symbol is InfixOperator {
  return isSpansetOperator(symbol) || isFieldOperator(symbol);
}

export function levelOf(operator: InfixOperator): number {
  switch (operator) {
    case '&&':
    case '||':
      return LOGICAL_LEVEL;
    case '+':
    case '-':
      return SUM_LEVEL;
    case '*':
    case '/':
    case '%':
      return PRODUCT_LEVEL;
    case '^':
      return POWER_LEVEL;
    case '=':
    case '!=':
    case '=~':
    case '!~':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '>>':
    case '<<':
    case '~':
    case '!>':
    case '!<':
    case '!>>':
    case '!<<':
    case '&>':
    case '&<':
    case '&>>':
    case '&<<':
    case '&~':
      return COMPARISON_LEVEL;
    default:
      return assertNever(operator);
  }
}

/** The level that the right operand of an operator must at least have. */
export function rightLevelOf(operator: InfixOperator): number {
  return operator === '^' ? POWER_LEVEL : levelOf(operator) + 1;
}
