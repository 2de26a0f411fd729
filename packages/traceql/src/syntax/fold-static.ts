// Arithmetic among the values that a query writes down. Integers stay integers and wrap at 64 bits, as Go's do;
// with a float or a duration in it, the result is a float, durations counting as nanoseconds.

import type { ArithmeticOperator, StaticValue } from './ast.ts';

export type Folded = StaticValue | { readonly problem: string };

const INT_BITS = 64;

/** Minus a number; undefined for what is none. */
export function negated(value: StaticValue): StaticValue | undefined {
  switch (value.type) {
    case 'int':
    case 'duration':
      return { type: value.type, value: BigInt.asIntN(INT_BITS, -value.value) };
    case 'float':
      return { type: 'float', value: -value.value };
    default:
      return undefined;
  }
}

/** Undefined when an operand is no number. */
export function foldArithmetic(
  operator: ArithmeticOperator,
  left: StaticValue,
  right: StaticValue,
): Folded | undefined {
  if (left.type === 'int' && right.type === 'int') {
    return foldInts(operator, left.value, right.value);
  }
  const a = asNumber(left);
  const b = asNumber(right);
  if (a === undefined || b === undefined) return undefined;
  return { type: 'float', value: foldNumbers(operator, a, b) };
}

/** Int, float and duration (in nanoseconds) as a double. */
export function asNumber(value: StaticValue): number | undefined {
  switch (value.type) {
    case 'int':
    case 'float':
    case 'duration':
      return Number(value.value);
    default:
      return undefined;
  }
}

function foldInts(operator: ArithmeticOperator, left: bigint, right: bigint): Folded {
  const int = (value: bigint): StaticValue => ({
    type: 'int',
    value: BigInt.asIntN(INT_BITS, value),
  });
  switch (operator) {
    case '+':
      return int(left + right);
    case '-':
      return int(left - right);
    case '*':
      return int(left * right);
    case '/':
      return right === 0n ? { problem: 'division by zero' } : int(left / right);
    case '%':
      return right === 0n ? { problem: 'modulo by zero' } : int(left % right);
    case '^':
      return int(intPower(left, right));
  }
}

/** Modulo 2^64, in as many steps as the exponent has bits. A negative exponent truncates toward zero. */
function intPower(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) {
    if (base === 1n) return 1n;
    if (base === -1n) return exponent % 2n === 0n ? 1n : -1n;
    return 0n;
  }
  let result = 1n;
  for (let factor = base; exponent > 0n; exponent >>= 1n) {
    if (exponent % 2n === 1n) result = BigInt.asIntN(INT_BITS, result * factor);
    factor = BigInt.asIntN(INT_BITS, factor * factor);
  }
  return result;
}

function foldNumbers(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '^':
      return left ** right;
  }
}
