// Rows of the tree: those of a subtree, and those in sight of a list of lines of equal height.

import type { SpanTree } from '@throughline/analysis/tree/assemble-tree';

/** All rows of a subtree in the order of the tree; of the whole trace without a row. */
export function rowsOfSubtree(tree: SpanTree, focusRow: number | undefined): Int32Array {
  if (focusRow === undefined) return tree.order;
  const first = tree.position[focusRow] ?? 0;
  return tree.order.subarray(first, first + (tree.subtreeSize[focusRow] ?? 1));
}

export function hasChildren(tree: SpanTree, row: number): boolean {
  return (tree.subtreeSize[row] ?? 1) > 1;
}

/** Which rows of equal height lie in a scrolled viewport: [first, end). */
export function rowsInView(
  scrollTop: number,
  viewportHeight: number,
  rowHeight: number,
  rowCount: number,
): { readonly first: number; readonly end: number } {
  const first = Math.min(Math.max(Math.floor(scrollTop / rowHeight), 0), rowCount);
  const end = Math.min(Math.ceil((scrollTop + viewportHeight) / rowHeight), rowCount);
  return { first, end: Math.max(end, first) };
}
