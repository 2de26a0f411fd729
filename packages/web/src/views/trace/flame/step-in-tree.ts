// Where the arrow keys of a flame graph lead from a span: its parent, its first child, its siblings.

import { NO_PARENT, type SpanTree } from '@throughline/analysis/tree/assemble-tree';
import { assertNever } from '@throughline/model/base/assert';
import type { FlameStep } from './flame-canvas.tsx';

export function stepInTree(tree: SpanTree, row: number, step: FlameStep): number | undefined {
  const parent = tree.parentRow[row] ?? NO_PARENT;
  switch (step) {
    case 'above':
      return parent === NO_PARENT ? undefined : parent;
    case 'below':
      return (tree.subtreeSize[row] ?? 1) > 1
        ? tree.children[tree.childStart[row] ?? 0]
        : undefined;
    case 'before':
      return siblings(tree, parent)[siblings(tree, parent).indexOf(row) - 1];
    case 'after':
      return siblings(tree, parent)[siblings(tree, parent).indexOf(row) + 1];
    default:
      return assertNever(step);
  }
}

function siblings(tree: SpanTree, parent: number): Int32Array {
  if (parent === NO_PARENT) return tree.roots;
  return tree.children.subarray(tree.childStart[parent], tree.childStart[parent + 1]);
}
