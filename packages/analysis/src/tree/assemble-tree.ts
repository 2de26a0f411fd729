// The tree of a trace from its parent rows: children lists, depth-first order, depth, subtree size.
// Everything is a typed array by row, O(n), without recursion: a chain of 100,000 spans is as
// ordinary as a flat trace. Input that is not a forest (cycles, rows out of range) becomes one.

/** No parent: the span is a root, or its parent has not arrived. */
export const NO_PARENT = -1;

export interface SpanTree {
  readonly rowCount: number;
  /** Parent of each row, or -1. Always a forest, whatever the input was. */
  readonly parentRow: Int32Array;
  /** Rows without a parent, ascending. */
  readonly roots: Int32Array;
  /** Children of row r: `children[childStart[r]] … children[childStart[r + 1] - 1]`, ascending. */
  readonly childStart: Int32Array;
  readonly children: Int32Array;
  /** Depth-first, parents before children: position → row. */
  readonly order: Int32Array;
  /** The inverse of `order`: row → position. */
  readonly position: Int32Array;
  /** 0 for roots. */
  readonly depth: Int32Array;
  /** Rows in the subtree, the row itself included: they follow each other in `order`. */
  readonly subtreeSize: Int32Array;
}

/** Rows outside the trace, and the row itself, are no parents; a cycle loses its lowest row's parent. */
export function assembleTree(parents: ArrayLike<number>): SpanTree {
  const parentRow = breakCycles(toParentRows(parents));
  const rowCount = parentRow.length;
  const { childStart, children, roots } = listChildren(parentRow);
  const order = new Int32Array(rowCount);
  const position = new Int32Array(rowCount);
  const depth = new Int32Array(rowCount);
  const subtreeSize = new Int32Array(rowCount).fill(1);

  // One stack of rows still to be visited; each row is pushed exactly once.
  const stack = new Int32Array(rowCount);
  let stackSize = 0;
  for (let i = roots.length - 1; i >= 0; i--) stack[stackSize++] = roots[i] ?? 0;
  let next = 0;
  while (stackSize > 0) {
    const row = stack[--stackSize] ?? 0;
    order[next] = row;
    position[row] = next++;
    const parent = parentRow[row] ?? NO_PARENT;
    depth[row] = parent === NO_PARENT ? 0 : (depth[parent] ?? 0) + 1;
    const first = childStart[row] ?? 0;
    for (let i = (childStart[row + 1] ?? 0) - 1; i >= first; i--) {
      stack[stackSize++] = children[i] ?? 0;
    }
  }
  for (let i = rowCount - 1; i >= 0; i--) {
    const row = order[i] ?? 0;
    const parent = parentRow[row] ?? NO_PARENT;
    if (parent !== NO_PARENT) {
      subtreeSize[parent] = (subtreeSize[parent] ?? 0) + (subtreeSize[row] ?? 0);
    }
  }
  return { rowCount, parentRow, roots, childStart, children, order, position, depth, subtreeSize };
}

function toParentRows(parents: ArrayLike<number>): Int32Array {
  const rowCount = parents.length;
  const parentRow = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const parent = parents[row] ?? NO_PARENT;
    const valid = Number.isInteger(parent) && parent >= 0 && parent < rowCount && parent !== row;
    parentRow[row] = valid ? parent : NO_PARENT;
  }
  return parentRow;
}

/**
 * Makes a forest of parent rows, in place: in every cycle the lowest row (the earliest span) loses
 * its parent. Each row is walked over once upwards, and a second time when it is in a cycle.
 */
export function breakCycles(parentRow: Int32Array): Int32Array {
  // 0: not seen; otherwise the number of the walk that saw the row first.
  const seenInWalk = new Int32Array(parentRow.length);
  for (let start = 0; start < parentRow.length; start++) {
    const walk = start + 1;
    let row = start;
    while (row !== NO_PARENT && seenInWalk[row] === 0) {
      seenInWalk[row] = walk;
      row = parentRow[row] ?? NO_PARENT;
    }
    if (row === NO_PARENT || seenInWalk[row] !== walk) continue;
    parentRow[lowestRowOfCycle(parentRow, row)] = NO_PARENT;
  }
  return parentRow;
}

function lowestRowOfCycle(parentRow: Int32Array, member: number): number {
  let lowest = member;
  let row = parentRow[member] ?? member;
  while (row !== member) {
    if (row < lowest) lowest = row;
    row = parentRow[row] ?? member;
  }
  return lowest;
}

function listChildren(parentRow: Int32Array): Pick<SpanTree, 'childStart' | 'children' | 'roots'> {
  const rowCount = parentRow.length;
  const childStart = new Int32Array(rowCount + 1);
  let rootCount = 0;
  for (const parent of parentRow) {
    if (parent === NO_PARENT) rootCount++;
    else childStart[parent + 1] = (childStart[parent + 1] ?? 0) + 1;
  }
  for (let row = 0; row < rowCount; row++) {
    childStart[row + 1] = (childStart[row + 1] ?? 0) + (childStart[row] ?? 0);
  }
  const roots = new Int32Array(rootCount);
  const children = new Int32Array(rowCount - rootCount);
  const filled = childStart.slice(0, rowCount);
  let nextRoot = 0;
  for (let row = 0; row < rowCount; row++) {
    const parent = parentRow[row] ?? NO_PARENT;
    if (parent === NO_PARENT) {
      roots[nextRoot++] = row;
    } else {
      const slot = filled[parent] ?? 0;
      children[slot] = row;
      filled[parent] = slot + 1;
    }
  }
  return { childStart, children, roots };
}
