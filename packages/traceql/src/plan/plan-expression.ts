// The condition of a spanset filter in the words of a plan. What compares one field with a constant can be said
// exactly; of the rest at least which attributes have to be there.

import { assertNever } from '@throughline/model/base/assert';
import { withoutLeadingZeros } from '../eval/read-field.ts';
import type {
  Binary,
  ComparisonOperator,
  Field,
  FieldExpression,
  IntrinsicName,
  StaticValue,
} from '../syntax/ast.ts';
import { isArithmetic } from '../syntax/operators.ts';
import {
  ALWAYS,
  atMost,
  both,
  either,
  NEVER,
  notOf,
  type PlannedField,
  type SpanCondition,
  UNKNOWN,
} from './span-condition.ts';

/** What a span has to be for the expression to be true of it. */
export function planExpression(expression: FieldExpression): SpanCondition {
  switch (expression.kind) {
    case 'static':
      return expression.value.type === 'bool' && expression.value.value ? ALWAYS : NEVER;
    case 'attribute':
      return truthOf(expression, true);
    case 'intrinsic':
      return NEVER;
    case 'unary':
      return expression.operator === '!' ? planDenial(expression.operand) : NEVER;
    case 'binary':
      return planBinary(expression);
    default:
      return assertNever(expression);
  }
}

/** What is neither true nor false has no opposite. */
function planDenial(operand: FieldExpression): SpanCondition {
  if (operand.kind === 'attribute') return truthOf(operand, false);
  return isBoolean(operand) ? notOf(planExpression(operand)) : UNKNOWN;
}

function isBoolean(expression: FieldExpression): boolean {
  switch (expression.kind) {
    case 'static':
      return expression.value.type === 'bool';
    case 'binary':
      return !isArithmetic(expression.operator);
    case 'unary':
      return expression.operator === '!' && isBoolean(expression.operand);
    default:
      return false;
  }
}

/** An attribute by itself. Of several events the first that has it counts, which a condition cannot say. */
function truthOf(field: Field, value: boolean): SpanCondition {
  const planned = plannedField(field);
  const condition: SpanCondition = {
    kind: 'compare',
    field: planned,
    operator: '=',
    value: { type: 'bool', value },
  };
  return isOfOne(planned) ? condition : atMost(condition);
}

function isOfOne(field: PlannedField): boolean {
  return (
    field.kind === 'attribute' &&
    (field.scope === 'span' || field.scope === 'resource' || field.scope === 'instrumentation')
  );
}

function planBinary(expression: Binary): SpanCondition {
  const { operator, left, right } = expression;
  if (operator === '&&') return both(planExpression(left), planExpression(right));
  if (operator === '||') return either(planExpression(left), planExpression(right));
  if (isArithmetic(operator)) return NEVER;
  if (isNil(left) || isNil(right)) return planExistence(expression);
  if (operator === '=~' || operator === '!~') {
    if (!isField(left) || right.kind !== 'static' || right.value.type !== 'string') return UNKNOWN;
    return ofField(left, (field) => ({
      kind: 'match',
      field,
      isDenial: operator === '!~',
      pattern: right.value.type === 'string' ? right.value.value : '',
    }));
  }
  if (isField(left) && right.kind === 'static') return planComparison(left, operator, right.value);
  if (isField(right) && left.kind === 'static') {
    return planComparison(right, MIRRORED[operator], left.value);
  }
  // An empty list is different from everything, also from what is not there.
  const combine = operator === '!=' ? either : both;
  return atMost(combine(planNeeds(left), planNeeds(right)));
}

function planNeeds(side: FieldExpression): SpanCondition {
  return attributesNeeded(side)
    .map((field): SpanCondition => ({ kind: 'present', field: plannedField(field) }))
    .reduce(both, ALWAYS);
}

/** `5 < .a` is `.a > 5`. */
export const MIRRORED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function isNil(expression: FieldExpression): boolean {
  return expression.kind === 'static' && expression.value.type === 'nil';
}

export function isField(expression: FieldExpression): expression is Field {
  return expression.kind === 'attribute' || expression.kind === 'intrinsic';
}

function planExistence({ operator, left, right }: Binary): SpanCondition {
  if (isNil(left) && isNil(right)) return NEVER;
  if (operator !== '=' && operator !== '!=') return NEVER;
  const other = isNil(left) ? right : left;
  if (!isField(other)) return UNKNOWN;
  return ofField(other, (field) => ({ kind: operator === '=' ? 'absent' : 'present', field }));
}

function planComparison(
  field: Field,
  operator: ComparisonOperator,
  value: StaticValue,
): SpanCondition {
  if (value.type === 'nil') return NEVER;
  return ofField(field, (planned) => ({
    kind: 'compare',
    field: planned,
    operator,
    value: isTraceId(field) && value.type === 'string' ? shortened(value) : value,
  }));
}

function isTraceId(field: Field): boolean {
  return field.kind === 'intrinsic' && field.name === 'trace:id';
}

function shortened(value: { readonly type: 'string'; readonly value: string }) {
  return { type: 'string', value: withoutLeadingZeros(value.value) } as const;
}

/** They say something of the trace, or of the place of a span in it. */
const OF_THE_TRACE: ReadonlySet<IntrinsicName> = new Set<IntrinsicName>([
  'span:childCount',
  'traceDuration',
  'rootName',
  'rootServiceName',
  'finding',
  'nestedSetLeft',
  'nestedSetRight',
  'nestedSetParent',
  'parent',
]);

function ofField(field: Field, make: (field: PlannedField) => SpanCondition): SpanCondition {
  if (field.kind === 'intrinsic' && OF_THE_TRACE.has(field.name)) return UNKNOWN;
  if (field.kind === 'attribute' && field.ofParent) return UNKNOWN;
  return make(plannedField(field));
}

function plannedField(field: Field): PlannedField {
  return field.kind === 'attribute'
    ? { kind: 'attribute', scope: field.scope, name: field.name }
    : { kind: 'intrinsic', name: field.name };
}

/** Without them there is nothing to compute with, and nothing to compare. */
function attributesNeeded(expression: FieldExpression): Field[] {
  switch (expression.kind) {
    case 'attribute':
      return expression.ofParent ? [] : [expression];
    case 'unary':
      return expression.operator === '-' ? attributesNeeded(expression.operand) : [];
    case 'binary':
      return isArithmetic(expression.operator)
        ? [...attributesNeeded(expression.left), ...attributesNeeded(expression.right)]
        : [];
    default:
      return [];
  }
}
