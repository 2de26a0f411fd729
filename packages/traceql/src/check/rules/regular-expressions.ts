// What stands after `=~` and `!~` is a constant text and a regular expression of RE2.

import { print } from '../../syntax/print.ts';
import { compileRegex } from '../regex.ts';
import type { Rule } from '../rule.ts';

export const regularExpressions: Rule = (node, report) => {
  if (node.kind !== 'binary' || (node.operator !== '=~' && node.operator !== '!~')) return;
  const { right } = node;
  if (right.kind !== 'static' || right.value.type !== 'string') {
    report(`invalid type for =~ or !~: ${print(right)}`, right.range);
    return;
  }
  const compiled = compileRegex(right.value.value);
  if (typeof compiled === 'string') report(`invalid regex: ${compiled}`, right.range);
};
