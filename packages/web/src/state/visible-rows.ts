// Which spans of a trace are shown, in which order, when some subtrees are folded: typed arrays over
// the tree, O(n) per change of folding and independent of what is on the screen.

import type { SpanTree } from '@throughline/analysis/tree/assemble-tree';

/** 1 where the row's children are hidden. */
export type FoldedRows = Uint8Array;

/** All rows of a subtree in the order of the tree; of the whole trace without a row. */
export function rowsOfSubtree(tree: SpanTree, focusRow: number | undefined): Int32Array {
  if (focusRow === undefined) return tree.order;
  const first = tree.position[focusRow] ?? 0;
  return tree.order.subarray(first, first + (tree.subtreeSize[focusRow] ?? 1));
}

/** Rows in the order of the tree, without what is below folded rows. */
export function listVisibleRows(tree: SpanTree, folded: FoldedRows, focusRow?: number): Int32Array {
  const all = rowsOfSubtree(tree, focusRow);
  const visible = new Int32Array(all.length);
  let count = 0;
  let position = all === tree.order ? 0 : (tree.position[focusRow ?? 0] ?? 0);
  const end = position + all.length;
  while (position < end) {
    const row = tree.order[position] ?? 0;
    visible[count++] = row;
    position += folded[row] === 1 ? (tree.subtreeSize[row] ?? 1) : 1;
  }
  return visible.subarray(0, count);
}

export function hasChildren(tree: SpanTree, row: number): boolean {
  return (tree.subtreeSize[row] ?? 1) > 1;
}

export function toggleFold(folded: FoldedRows, row: number, fold: boolean): FoldedRows {
  const next = folded.slice();
  next[row] = fold ? 1 : 0;
  return next;
}

/** Hides everything below the roots. */
export function foldAll(tree: SpanTree): FoldedRows {
  return foldFrom(tree, 0);
}

/** Shows levels 0 to `depth`, hides what is deeper. */
function foldFrom(tree: SpanTree, depth: number): FoldedRows {
  const folded = new Uint8Array(tree.rowCount);
  for (let row = 0; row < tree.rowCount; row++) {
    if (hasChildren(tree, row) && (tree.depth[row] ?? 0) >= depth) folded[row] = 1;
  }
  return folded;
}

/** The depth of the deepest row that is shown. */
function deepestVisible(tree: SpanTree, folded: FoldedRows): number {
  let deepest = 0;
  for (const row of listVisibleRows(tree, folded)) {
    deepest = Math.max(deepest, tree.depth[row] ?? 0);
  }
  return deepest;
}

/** Folds one level more: what is deepest on the page goes. */
export function foldOneLevel(tree: SpanTree, folded: FoldedRows): FoldedRows {
  return foldFrom(tree, Math.max(deepestVisible(tree, folded) - 1, 0));
}

/** Shows one level more. */
export function unfoldOneLevel(tree: SpanTree, folded: FoldedRows): FoldedRows {
  return foldFrom(tree, deepestVisible(tree, folded) + 1);
}

/** Opens every ancestor of a row, so that it can be shown. The same array when nothing was folded. */
export function revealRow(tree: SpanTree, folded: FoldedRows, row: number): FoldedRows {
  let next: FoldedRows | undefined;
  for (let at = tree.parentRow[row] ?? -1; at >= 0; at = tree.parentRow[at] ?? -1) {
    if (folded[at] !== 1) continue;
    next ??= folded.slice();
    next[at] = 0;
  }
  return next ?? folded;
}

/** Index of the row among the visible ones, or -1. Visible rows are in the order of positions. */
export function indexOfRow(tree: SpanTree, visible: Int32Array, row: number): number {
  const wanted = tree.position[row] ?? -1;
  let low = 0;
  let high = visible.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const position = tree.position[visible[middle] ?? 0] ?? 0;
    if (position === wanted) return middle;
    if (position < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
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
