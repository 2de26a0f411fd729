// What is wrong with arithmetic among constants is wrong for every span, so it is said before any is read.

import type { FieldExpression, StaticValue } from '../../syntax/ast.ts';
import { foldArithmetic, negated } from '../../syntax/fold-static.ts';
import { isArithmetic } from '../../syntax/operators.ts';
import type { Rule } from '../rule.ts';

export const constantArithmetic: Rule = (node, report) => {
  if (node.kind !== 'binary' || !isArithmetic(node.operator)) return;
  const left = constantOf(node.left);
  const right = constantOf(node.right);
  if (left === undefined || right === undefined) return;
  const folded = foldArithmetic(node.operator, left, right);
  if (folded !== undefined && 'problem' in folded) report(folded.problem, node.range);
};

/** The value of an expression without fields; undefined when there is none. */
function constantOf(expression: FieldExpression): StaticValue | undefined {
  if (expression.kind === 'static') return expression.value;
  if (expression.kind === 'unary' && expression.operator === '-') {
    const operand = constantOf(expression.operand);
    return operand === undefined ? undefined : negated(operand);
  }
  if (expression.kind !== 'binary' || !isArithmetic(expression.operator)) return undefined;
  const left = constantOf(expression.left);
  const right = constantOf(expression.right);
  if (left === undefined || right === undefined) return undefined;
  const folded = foldArithmetic(expression.operator, left, right);
  return folded === undefined || 'problem' in folded ? undefined : folded;
}
