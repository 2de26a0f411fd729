// The smallest whole things of a pipeline: a filter in braces, an aggregate, a number.

import type { Aggregate, AggregateFunction, SpansetFilter, Static, StaticValue } from './ast.ts';
import { negated } from './fold-static.ts';
import { parseFieldExpression } from './parse-field.ts';
import type { TokenStream } from './token-stream.ts';
import type { Token } from './tokens.ts';
import { staticWord } from './words.ts';

/**
 * ```
 * SpansetFilter ::= "{" [ FieldExpression ] "}"
 * ```
 */
export function parseSpansetFilter(stream: TokenStream): SpansetFilter {
  const first = stream.expect('{');
  const condition = stream.peekSymbol() === '}' ? undefined : parseFieldExpression(stream);
  if (stream.peekSymbol() !== '}') stream.fail('"}" or an operator');
  stream.take();
  return { kind: 'spanset-filter', condition, range: stream.rangeFrom(first) };
}

/**
 * ```
 * Aggregate ::= "count" "(" ")" | ( "min" | "max" | "avg" | "sum" ) "(" FieldExpression ")"
 * ```
 */
export function parseAggregate(stream: TokenStream, name: AggregateFunction): Aggregate {
  const first = stream.take();
  stream.expect('(');
  const argument = name === 'count' ? undefined : parseFieldExpression(stream);
  stream.expect(')');
  return { kind: 'aggregate', function: name, argument, range: stream.rangeFrom(first) };
}

/**
 * ```
 * Number ::= Integer | Float | Duration | "minInt" | "maxInt" | "-" Number
 * ```
 */
export function parseScalarStatic(stream: TokenStream): Static {
  const first = stream.peek();
  if (stream.takeIf('-')) {
    const operand = stream.nested(() => parseScalarStatic(stream));
    const value = negated(operand.value) ?? operand.value;
    return { kind: 'static', value, range: stream.rangeFrom(first) };
  }
  const value = numberOf(first);
  if (value === undefined) return stream.fail('a number');
  stream.take();
  return { kind: 'static', value, range: first.range };
}

/** The number that a token is. */
export function numberOf(token: Token): StaticValue | undefined {
  if (token.kind === 'literal') return token.value.type === 'string' ? undefined : token.value;
  const value = token.kind === 'word' ? staticWord(token.text) : undefined;
  return value?.type === 'int' ? value : undefined;
}
