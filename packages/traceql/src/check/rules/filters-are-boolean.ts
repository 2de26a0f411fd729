// A filter keeps the spans for which its condition is true, so the condition can be true.

import { print } from '../../syntax/print.ts';
import { typeOf } from '../expression-type.ts';
import type { Rule } from '../rule.ts';

export const filtersAreBoolean: Rule = (node, report) => {
  if (node.kind !== 'spanset-filter' || node.condition === undefined) return;
  const type = typeOf(node.condition);
  if (type === 'bool' || type === 'any') return;
  const shown = print(node.condition);
  const message = `span filter field expressions must resolve to a boolean: ${shown}`;
  report(message, node.condition.range);
};
