// What `compare` answers are counts of two kinds, which make no sense ranked or added.

import type { MetricsExpression, Static } from '../../syntax/ast.ts';
import type { Rule } from '../rule.ts';

const MESSAGE = '`compare()` cannot be used with second stage functions';

export const compareStandsAlone: Rule = (node, report) => {
  if (node.kind === 'metrics-pipeline' && node.secondStages.length > 0 && isCompare(node)) {
    report(MESSAGE, node.aggregate.range);
  }
  if (node.kind !== 'metrics-operation') return;
  for (const side of [node.left, node.right]) if (isCompare(side)) report(MESSAGE, side.range);
};

function isCompare(node: MetricsExpression | Static): boolean {
  return node.kind === 'metrics-pipeline' && node.aggregate.kind === 'compare';
}
