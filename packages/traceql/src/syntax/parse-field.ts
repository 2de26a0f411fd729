// Expressions over the fields of one span: what stands in the braces of a filter, in `by`, in aggregates.

import type { Attribute, Field, FieldExpression, Intrinsic, Range, Static } from './ast.ts';
import { didYouMean, suggestions } from './did-you-mean.ts';
import { negated } from './fold-static.ts';
import {
  isFieldOperator,
  LOGICAL_LEVEL,
  levelOf,
  PRODUCT_LEVEL,
  rightLevelOf,
} from './operators.ts';
import type { TokenStream } from './token-stream.ts';
import type { Token } from './tokens.ts';
import { ATTRIBUTE_SCOPES, FIELD_WORDS, intrinsicOf, staticWord } from './words.ts';

/**
 * ```
 * FieldExpression ::= FieldExpression Operator FieldExpression | Prefix
 * Operator        ::= "&&" | "||" | "=" | "!=" | "<" | "<=" | ">" | ">=" | "=~" | "!~"
 *                   | "+" | "-" | "*" | "/" | "%" | "^"
 * ```
 */
export function parseFieldExpression(
  stream: TokenStream,
  atLeastLevel = LOGICAL_LEVEL,
): FieldExpression {
  let left = stream.nested(() => parsePrefix(stream));
  for (;;) {
    const operator = stream.peekSymbol();
    if (operator === undefined || !isFieldOperator(operator)) return left;
    if (levelOf(operator) < atLeastLevel) return left;
    stream.take();
    const right = stream.nested(() => parseFieldExpression(stream, rightLevelOf(operator)));
    const range = { start: left.range.start, end: right.range.end };
    left = { kind: 'binary', operator, left, right, range };
  }
}

/**
 * ```
 * Prefix  ::= "!" FieldExpression | "-" Prefix | Primary
 * Primary ::= "(" FieldExpression ")" | Static | Field
 * ```
 * `!` takes products with it, but no sums and no comparisons; `-` takes nothing but its operand.
 */
function parsePrefix(stream: TokenStream): FieldExpression {
  const first = stream.peek();
  if (stream.takeIf('!')) {
    const operand = parseFieldExpression(stream, PRODUCT_LEVEL);
    return { kind: 'unary', operator: '!', operand, range: stream.rangeFrom(first) };
  }
  if (stream.takeIf('-')) {
    const operand = stream.nested(() => parsePrefix(stream));
    const range = stream.rangeFrom(first);
    const folded = operand.kind === 'static' ? negated(operand.value) : undefined;
    if (folded !== undefined) return { kind: 'static', value: folded, range };
    return { kind: 'unary', operator: '-', operand, range };
  }
  if (stream.takeIf('(')) {
    const inner = parseFieldExpression(stream);
    stream.expect(')');
    return { ...inner, range: stream.rangeFrom(first) };
  }
  return parseStatic(stream) ?? parseField(stream);
}

/**
 * ```
 * Static ::= String | Integer | Float | Duration | "true" | "false" | "nil" | "minInt" | "maxInt"
 *          | "error" | "ok" | "unset"
 *          | "unspecified" | "internal" | "server" | "client" | "producer" | "consumer"
 * ```
 */
function parseStatic(stream: TokenStream): Static | undefined {
  const token = stream.peek();
  const value =
    token.kind === 'literal'
      ? token.value
      : token.kind === 'word'
        ? staticWord(token.text)
        : undefined;
  if (value === undefined) return undefined;
  stream.take();
  return { kind: 'static', value, range: token.range };
}

/**
 * ```
 * Field     ::= Attribute | Intrinsic
 * Attribute ::= [ "parent." ] ( "." | "span." | "resource." ) Name
 *             | ( "event." | "link." | "instrumentation." ) Name
 * Intrinsic ::= Word | ( "trace:" | "span:" | "event:" | "link:" | "instrumentation:" ) Word
 * ```
 */
export function parseField(stream: TokenStream): Field {
  const token = stream.peek();
  switch (token.kind) {
    case 'attribute':
      stream.take();
      return attributeOf(token);
    case 'intrinsic-scope':
      stream.take();
      return parseScopedIntrinsic(stream, token);
    case 'word': {
      const name = intrinsicOf(token.text);
      if (name === undefined) throw unknownWord(stream, token.text, token.range);
      stream.take();
      return { kind: 'intrinsic', name, range: token.range };
    }
    default:
      return stream.fail('a value, an attribute or an intrinsic');
  }
}

function attributeOf(token: Extract<Token, { kind: 'attribute' }>): Attribute {
  const { scope, ofParent, name, range } = token;
  return { kind: 'attribute', scope, ofParent, name, range };
}

function parseScopedIntrinsic(stream: TokenStream, scope: Token): Intrinsic {
  const word = stream.peek();
  if (word.kind !== 'word') stream.fail(`the name of an intrinsic after "${scope.text}"`);
  stream.take();
  const range = stream.rangeFrom(scope);
  const text = scope.text + word.text;
  const name = intrinsicOf(text);
  if (name === undefined) throw unknownWord(stream, text, range);
  return { kind: 'intrinsic', name, range };
}

function unknownWord(stream: TokenStream, text: string, range: Range): Error {
  const isScope = (ATTRIBUTE_SCOPES as readonly string[]).includes(text);
  const suggested = isScope ? [] : suggestions(text, FIELD_WORDS);
  return stream.error(range, `unknown identifier: ${text}${helpFor(text, suggested)}`, suggested);
}

function helpFor(text: string, suggested: readonly string[]): string {
  if ((ATTRIBUTE_SCOPES as readonly string[]).includes(text)) {
    return `. An attribute follows its scope without a space: "${text}.name"`;
  }
  if (suggested.length > 0 || text.includes(':')) return didYouMean(suggested);
  return `. An attribute is written ".${text}"`;
}
