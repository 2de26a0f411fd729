// A filter over a spanset compares one aggregate with one number. The grammar knows more (arithmetic among
// aggregates, numbers of whole pipelines), which no engine of the language evaluates.

import { print } from '../../syntax/print.ts';
import type { Rule } from '../rule.ts';

export const scalarFilterShape: Rule = (node, report) => {
  if (node.kind === 'scalar-pipeline-filter') {
    report(`comparison of pipelines (${print(node)}) not yet supported`, node.range);
  }
  if (node.kind !== 'scalar-filter') return;
  if (node.left.kind !== 'aggregate' || node.right.kind !== 'static') {
    const shape = 'write one aggregate, a comparison and a number';
    report(`scalar filter (${print(node)}) not yet supported: ${shape}`, node.range);
  }
};
