// `!` stands before truth values, `-` before numbers.

import { print } from '../../syntax/print.ts';
import { isNumeric, typeOf } from '../expression-type.ts';
import type { Rule } from '../rule.ts';

export const unaryTypes: Rule = (node, report) => {
  if (node.kind !== 'unary') return;
  const type = typeOf(node.operand);
  const isLegal = node.operator === '!' ? type === 'bool' || type === 'any' : isNumeric(type);
  if (!isLegal) report(`illegal operation for the given type: ${print(node)}`, node.range);
};
