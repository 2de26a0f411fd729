// A condition that compares one field with one value, as a filter shows it: `status = error`,
// `span.http.route =~ "/cart.*"`. And the text of such a condition for a value that was clicked.

import type {
  AttributeScope,
  BinaryOperator,
  Field,
  FieldExpression,
  StaticValue,
} from '@throughline/traceql/syntax/ast';
import { isComparison } from '@throughline/traceql/syntax/operators';
import { printField, printValue } from '@throughline/traceql/syntax/print-value';

export interface SimpleCondition {
  /** By its canonical name. */
  readonly field: string;
  readonly operator: BinaryOperator;
  readonly value: StaticValue;
}

/** Undefined for everything richer. */
export function simpleCondition(expression: FieldExpression): SimpleCondition | undefined {
  if (expression.kind !== 'binary') return undefined;
  const { operator, left, right } = expression;
  const compares = isComparison(operator) || operator === '=~' || operator === '!~';
  if (!compares || !isField(left) || right.kind !== 'static') return undefined;
  return { field: printField(left), operator, value: right.value };
}

function isField(expression: FieldExpression): expression is Field {
  return expression.kind === 'attribute' || expression.kind === 'intrinsic';
}

export function conditionText({ field, operator, value }: SimpleCondition): string {
  return `${field} ${operator} ${printValue(value)}`;
}

/** The name of an attribute as a query writes it: `span.http.route`, `resource."a b"`. */
export function attributeField(scope: AttributeScope, name: string): string {
  return printField({
    kind: 'attribute',
    scope,
    ofParent: false,
    name,
    range: { start: 0, end: 0 },
  });
}

export const SERVICE_FIELD = 'resource.service.name';
