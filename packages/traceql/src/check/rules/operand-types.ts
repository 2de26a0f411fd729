// Both sides of an operator are of types that can meet, and of types that the operator is defined on.

import { print } from '../../syntax/print.ts';
import { areComparable, takesType, typeOf } from '../expression-type.ts';
import type { Rule } from '../rule.ts';

export const operandTypes: Rule = (node, report) => {
  if (node.kind !== 'binary') return;
  const left = typeOf(node.left);
  const right = typeOf(node.right);
  // Other rules know about nil and about patterns.
  if (left === 'nil' || right === 'nil') return;
  const isPattern = node.operator === '=~' || node.operator === '!~';
  if (isPattern && right !== 'string') return;
  if (!areComparable(left, right)) {
    report(`binary operations must operate on the same type: ${print(node)}`, node.range);
  } else if (!takesType(node.operator, left) || !takesType(node.operator, right)) {
    report(`illegal operation for the given types: ${print(node)}`, node.range);
  }
};
