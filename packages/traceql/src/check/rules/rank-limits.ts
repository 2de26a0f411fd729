// The highest none of the series is no answer.

import type { Rule } from '../rule.ts';

export const rankLimits: Rule = (node, report) => {
  if (node.kind !== 'rank' || node.limit > 0n) return;
  report(`${node.function}() limit must be greater than 0`, node.range);
};
