// A number where nothing else can stand, computed while it is read.

import { ensureExists } from '@throughline/model/base/assert';
import type { ArithmeticOperator, Static, StaticValue } from './ast.ts';
import { foldArithmetic } from './fold-static.ts';
import { isArithmetic, levelOf, rightLevelOf, SUM_LEVEL } from './operators.ts';
import { parseScalarStatic } from './parse-spanset.ts';
import type { TokenStream } from './token-stream.ts';

/**
 * ```
 * Scalar ::= Number | "-" Scalar | "(" Scalar ")" | Scalar ( "+" | "-" | "*" | "/" | "%" | "^" ) Scalar
 * ```
 */
export function parseNumber(stream: TokenStream, atLeastLevel = SUM_LEVEL): Static {
  let left = stream.nested(() => parsePrimary(stream));
  for (;;) {
    const operator = stream.peekSymbol();
    if (operator === undefined || !isArithmetic(operator)) return left;
    if (levelOf(operator) < atLeastLevel) return left;
    stream.take();
    const right = stream.nested(() => parseNumber(stream, rightLevelOf(operator)));
    left = foldScalars(stream, operator, left, right);
  }
}

function parsePrimary(stream: TokenStream): Static {
  if (!stream.takeIf('(')) return parseScalarStatic(stream);
  const inner = parseNumber(stream);
  stream.expect(')');
  return inner;
}

/** Two numbers of a scalar filter; a duration can only stand alone there. */
export function foldScalars(
  stream: TokenStream,
  operator: ArithmeticOperator,
  left: Static,
  right: Static,
): Static {
  const range = { start: left.range.start, end: right.range.end };
  if (left.value.type === 'duration' || right.value.type === 'duration') {
    throw stream.error(range, 'duration cannot be used in scalar arithmetic');
  }
  const folded = ensureExists(
    foldArithmetic(operator, left.value, right.value),
    'scalars are numbers',
  );
  if ('problem' in folded) throw stream.error(range, folded.problem);
  const value: StaticValue = folded;
  if (value.type === 'float' && !Number.isFinite(value.value)) {
    throw stream.error(range, 'the result is not a number that can be compared');
  }
  return { kind: 'static', value, range };
}
