// Series have few labels: each one multiplies how many series there are. Functions that make several series of
// each group, one per quantile or bucket, take a label for that themselves.

import type { MetricsFunction } from '../../syntax/ast.ts';
import type { Rule } from '../rule.ts';

const MAX_LABELS = 5;

const LABELLING: readonly MetricsFunction[] = [
  'quantile_over_time',
  'histogram_over_time',
  'avg_over_time',
];

export const labelCount: Rule = (node, report) => {
  if (node.kind !== 'metrics-aggregate') return;
  const most = LABELLING.includes(node.function) ? MAX_LABELS - 1 : MAX_LABELS;
  const extra = node.by[most];
  if (extra === undefined) return;
  const message = `${node.function}() by () takes at most ${most} attributes, not ${node.by.length}`;
  report(message, extra.range);
};
