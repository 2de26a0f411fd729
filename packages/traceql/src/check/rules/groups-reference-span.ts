// Grouping by what is the same for every span makes no groups.

import { print } from '../../syntax/print.ts';
import { referencesSpan } from '../expression-type.ts';
import type { Rule } from '../rule.ts';

export const groupsReferenceSpan: Rule = (node, report) => {
  if (node.kind !== 'group' || referencesSpan(node.by)) return;
  report(`grouping field expressions must reference the span: ${print(node.by)}`, node.by.range);
};
