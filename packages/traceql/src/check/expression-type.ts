// What an expression can be, before any span is seen. Attributes can be anything, so `any` goes with everything.

import { assertNever } from '@throughline/model/base/assert';
import type { BinaryOperator, FieldExpression, Intrinsic, StaticValue } from '../syntax/ast.ts';

export type ExpressionType = StaticValue['type'] | 'any';

export function typeOf(expression: FieldExpression): ExpressionType {
  switch (expression.kind) {
    case 'static':
      return expression.value.type;
    case 'attribute':
      return 'any';
    case 'intrinsic':
      return intrinsicType(expression);
    case 'unary':
      return expression.operator === '!' ? 'bool' : typeOf(expression.operand);
    case 'binary':
      return binaryType(expression.operator, typeOf(expression.left), typeOf(expression.right));
    default:
      return assertNever(expression);
  }
}

function intrinsicType({ name }: Intrinsic): ExpressionType {
  switch (name) {
    case 'duration':
    case 'traceDuration':
    case 'event:timeSinceStart':
      return 'duration';
    case 'status':
    case 'kind':
      return name;
    case 'span:childCount':
    case 'nestedSetLeft':
    case 'nestedSetRight':
    case 'nestedSetParent':
      return 'int';
    case 'parent':
    case 'instrumentation:name':
    case 'instrumentation:version':
      return 'any';
    case 'name':
    case 'statusMessage':
    case 'span:id':
    case 'span:parentID':
    case 'trace:id':
    case 'rootName':
    case 'rootServiceName':
    case 'finding':
    case 'event:name':
    case 'link:traceID':
    case 'link:spanID':
      return 'string';
    default:
      return assertNever(name);
  }
}

/** Of arithmetic, the wider type of its sides; of everything else, bool. */
function binaryType(
  operator: BinaryOperator,
  left: ExpressionType,
  right: ExpressionType,
): ExpressionType {
  if (!['+', '-', '*', '/', '%', '^'].includes(operator)) return 'bool';
  if (left === 'any' || right === 'any') return 'any';
  if (left === 'duration' || right === 'duration') return 'duration';
  return left === 'float' || right === 'float' ? 'float' : left;
}

export function isNumeric(type: ExpressionType): boolean {
  return type === 'int' || type === 'float' || type === 'duration' || type === 'any';
}

/** Whether values of the two types can meet in an operation at all; nil has a rule of its own. */
export function areComparable(left: ExpressionType, right: ExpressionType): boolean {
  if (left === right || left === 'any' || right === 'any') return true;
  return isNumeric(left) && isNumeric(right);
}

/** Whether an operator is defined on a type. */
export function takesType(operator: BinaryOperator, type: ExpressionType): boolean {
  if (type === 'any') return true;
  switch (operator) {
    case '=':
    case '!=':
      return true;
    case '&&':
    case '||':
      return type === 'bool';
    case '=~':
    case '!~':
      return type === 'string';
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isNumeric(type) || type === 'string';
    default:
      return isNumeric(type);
  }
}

/** Whether it depends on the span, rather than being the same for all. */
export function referencesSpan(expression: FieldExpression): boolean {
  switch (expression.kind) {
    case 'static':
      return false;
    case 'attribute':
    case 'intrinsic':
      return true;
    case 'unary':
      return referencesSpan(expression.operand);
    case 'binary':
      return referencesSpan(expression.left) || referencesSpan(expression.right);
    default:
      return assertNever(expression);
  }
}
