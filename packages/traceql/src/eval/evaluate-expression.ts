// What an expression is for one span. Nothing that a span holds makes a query fail: what cannot be compared is
// false, what cannot be computed is nil.

import { assertNever } from '@throughline/model/base/assert';
import { compileRegex, type TextMatcher } from '../check/regex.ts';
import type {
  ArithmeticOperator,
  Binary,
  ComparisonOperator,
  FieldExpression,
  RegexOperator,
} from '../syntax/ast.ts';
import { foldArithmetic, negated } from '../syntax/fold-static.ts';
import { isArithmetic } from '../syntax/operators.ts';
import { readField, withoutLeadingZeros } from './read-field.ts';
import type { Trace } from './trace.ts';
import {
  boolValue,
  compareValues,
  type FieldValue,
  firstOf,
  isTrue,
  NIL,
  overItems,
  type Value,
} from './value.ts';

export function evaluateExpression(
  expression: FieldExpression,
  trace: Trace,
  span: number,
): FieldValue {
  switch (expression.kind) {
    case 'static':
      return expression.value;
    case 'attribute':
    case 'intrinsic':
      return readField(trace, span, expression);
    case 'unary': {
      const operand = evaluateExpression(expression.operand, trace, span);
      return expression.operator === '!' ? not(operand) : minus(operand);
    }
    case 'binary':
      return evaluateBinary(expression, trace, span);
    default:
      return assertNever(expression);
  }
}

/** Whether a filter keeps the span: its condition is true, not just there. */
export function matches(
  condition: FieldExpression | undefined,
  trace: Trace,
  span: number,
): boolean {
  return condition === undefined || isTrue(evaluateExpression(condition, trace, span));
}

/** The opposite of what is neither true nor false is not true either. */
function not(operand: FieldValue): Value {
  const value = firstOf(operand);
  return value.type === 'bool' ? boolValue(!value.value) : NIL;
}

function minus(operand: FieldValue): FieldValue {
  return mapItems(operand, (item) =>
    item.type === 'array' || item.type === 'other' ? NIL : (negated(item) ?? NIL),
  );
}

function mapItems(value: FieldValue, map: (item: Value) => Value): FieldValue {
  return value.type === 'many' ? { type: 'many', items: value.items.map(map) } : map(value);
}

function itemsOf(value: FieldValue): readonly Value[] {
  return value.type === 'many' ? value.items : [value];
}

function evaluateBinary(expression: Binary, trace: Trace, span: number): FieldValue {
  const { operator, left, right } = expression;
  const evaluate = (side: FieldExpression) => evaluateExpression(side, trace, span);
  if (operator === '&&') return boolValue(isTrue(evaluate(left)) && isTrue(evaluate(right)));
  if (operator === '||') return boolValue(isTrue(evaluate(left)) || isTrue(evaluate(right)));
  if (isNil(left) || isNil(right)) return boolValue(evaluateNil(expression, evaluate));
  const a = evaluate(left);
  if (operator === '=~' || operator === '!~') return boolValue(matchesText(operator, a, right));
  const b = evaluate(right);
  if (isArithmetic(operator)) return arithmetic(operator, a, b);
  return boolValue(compare(operator, traceIdOf(right, left, a), traceIdOf(left, right, b)));
}

/** A trace id that a query writes down may have leading zeros, which the ones of traces have not. */
function traceIdOf(other: FieldExpression, own: FieldExpression, value: FieldValue): FieldValue {
  const isCompared = other.kind === 'intrinsic' && other.name === 'trace:id';
  if (!isCompared || own.kind !== 'static' || value.type !== 'string') return value;
  return { type: 'string', value: withoutLeadingZeros(value.value) };
}

function isNil(expression: FieldExpression): boolean {
  return expression.kind === 'static' && expression.value.type === 'nil';
}

/**
 * Existence. Of events and links: whether there is one without the attribute, and whether there is one with
 * it. Between two nils nothing is true.
 */
function evaluateNil(
  { operator, left, right }: Binary,
  evaluate: (side: FieldExpression) => FieldValue,
): boolean {
  if (isNil(left) && isNil(right)) return false;
  const other = isNil(left) ? right : left;
  const value = evaluate(other);
  const items = isNoFinding(other, value) ? [NIL] : itemsOf(value);
  if (operator === '=') return items.some(({ type }) => type === 'nil');
  return operator === '!=' && items.some(({ type }) => type !== 'nil');
}

/** The list of what was found is always there, and asked for as if it were not when it is empty. */
function isNoFinding(expression: FieldExpression, value: FieldValue): boolean {
  const isFinding = expression.kind === 'intrinsic' && expression.name === 'finding';
  return isFinding && value.type === 'array' && value.items.length === 0;
}

function compare(operator: ComparisonOperator, left: FieldValue, right: FieldValue): boolean {
  return itemsOf(left).some((a) => itemsOf(right).some((b) => compareValues(operator, a, b)));
}

function arithmetic(operator: ArithmeticOperator, left: FieldValue, right: FieldValue): FieldValue {
  return mapItems(left, (a) => firstOf(mapItems(right, (b) => arithmeticOf(operator, a, b))));
}

function arithmeticOf(operator: ArithmeticOperator, left: Value, right: Value): Value {
  if (left.type === 'array' || left.type === 'other') return NIL;
  if (right.type === 'array' || right.type === 'other') return NIL;
  const folded = foldArithmetic(operator, left, right);
  return folded === undefined || 'problem' in folded ? NIL : folded;
}

/** One per place in a query, as long as the query lives. */
const matchers = new WeakMap<FieldExpression, TextMatcher>();

function matcherOf(pattern: FieldExpression): TextMatcher {
  let matcher = matchers.get(pattern);
  if (matcher === undefined) {
    const isText = pattern.kind === 'static' && pattern.value.type === 'string';
    const compiled = isText ? compileRegex(pattern.value.value) : '';
    // What does not compile has been refused by the check.
    matcher = typeof compiled === 'string' ? () => false : compiled;
    matchers.set(pattern, matcher);
  }
  return matcher;
}

function matchesText(
  operator: RegexOperator,
  value: FieldValue,
  pattern: FieldExpression,
): boolean {
  const matcher = matcherOf(pattern);
  const isDenial = operator === '!~';
  const matchesOne = (item: Value): boolean => {
    if (item.type === 'array') return overItems(isDenial, item.items, matchesOne);
    return item.type === 'string' && matcher(item.value) !== isDenial;
  };
  return itemsOf(value).some(matchesOne);
}
