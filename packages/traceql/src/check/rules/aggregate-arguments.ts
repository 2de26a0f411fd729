// Aggregates are over numbers that spans have.

import { print } from '../../syntax/print.ts';
import { isNumeric, referencesSpan, typeOf } from '../expression-type.ts';
import type { Rule } from '../rule.ts';

export const aggregateArguments: Rule = (node, report) => {
  if (node.kind !== 'aggregate' || node.argument === undefined) return;
  const { range } = node.argument;
  if (!isNumeric(typeOf(node.argument))) {
    report(`aggregate field expressions must resolve to a number type: ${print(node)}`, range);
  } else if (!referencesSpan(node.argument)) {
    report(`aggregate field expressions must reference the span: ${print(node)}`, range);
  }
};
