// The parent of a span is known to the grammar alone: no engine of the language can ask for its fields yet.

import type { Rule } from '../rule.ts';

export const unsupportedParent: Rule = (node, report) => {
  if (node.kind === 'intrinsic' && node.name === 'parent') {
    report('intrinsic (parent) not yet supported', node.range);
  }
  if (node.kind === 'attribute' && node.ofParent) report('parent not yet supported', node.range);
};
