// The lines of the timeline: spans in the order of the tree, without what is folded away, and runs of
// similar siblings as one line each. Typed arrays, O(n) per change of folding and independent of the screen.

import { NO_PARENT, type SpanTree } from '@throughline/analysis/tree/assemble-tree';

const NO_RUN = -1;
const NO_ITEM = -1;

/** What is used of a trace's runs (data/sibling-runs.ts). */
export interface RunIndex {
  readonly count: number;
  readonly start: Int32Array;
  readonly rows: Int32Array;
  readonly runOf: Int32Array;
}

export interface TimelineItems {
  readonly count: number;
  /** A row, or for a run the number that itemOfRun gives. */
  readonly items: Int32Array;
  /** Levels below the line that is not indented. */
  readonly level: Int32Array;
  /** Row → index, or -1 where it is not shown. */
  readonly indexOfRow: Int32Array;
  readonly indexOfRun: Int32Array;
}

export interface Folding {
  /** 1 where the row's children are hidden. */
  readonly folded: Uint8Array;
  /** 1 where the members of the run are shown. */
  readonly openRuns: Uint8Array;
}

export function itemOfRun(run: number): number {
  return -1 - run;
}

/** undefined: the item is a span. */
export function runOfItem(item: number): number | undefined {
  return item < 0 ? -1 - item : undefined;
}

export function listItems(
  tree: SpanTree,
  runs: RunIndex,
  { folded, openRuns }: Folding,
  focusRow?: number,
): TimelineItems {
  const most = tree.rowCount + runs.count;
  const items = new Int32Array(most);
  const level = new Int32Array(most);
  const indexOfRow = new Int32Array(tree.rowCount).fill(NO_ITEM);
  const indexOfRun = new Int32Array(runs.count).fill(NO_ITEM);
  let count = 0;
  const stack = new Int32Array(most);
  const stackLevel = new Int32Array(most);
  let size = 0;
  /** The first is on top at the end. */
  const push = (siblings: Int32Array, at: number): void => {
    for (let i = siblings.length - 1; i >= 0; i--) {
      const row = siblings[i] ?? 0;
      const run = runs.runOf[row] ?? NO_RUN;
      if (run !== NO_RUN && runs.rows[runs.start[run] ?? 0] !== row) continue;
      stack[size] = run === NO_RUN ? row : itemOfRun(run);
      stackLevel[size++] = at;
    }
  };
  if (focusRow === undefined) push(tree.roots, 0);
  else stack[size++] = focusRow;
  while (size > 0) {
    const item = stack[--size] ?? 0;
    const at = stackLevel[size] ?? 0;
    const run = runOfItem(item);
    if (run === undefined) indexOfRow[item] = count;
    else indexOfRun[run] = count;
    items[count] = item;
    level[count++] = at;
    if (run === undefined) {
      if (folded[item] === 1) continue;
      push(tree.children.subarray(tree.childStart[item], tree.childStart[item + 1]), at + 1);
    } else if (openRuns[run] === 1) {
      for (let i = (runs.start[run + 1] ?? 0) - 1; i >= (runs.start[run] ?? 0); i--) {
        stack[size] = runs.rows[i] ?? 0;
        stackLevel[size++] = at + 1;
      }
    }
  }
  return {
    ...{ count, indexOfRow, indexOfRun },
    items: items.slice(0, count),
    level: level.slice(0, count),
  };
}

export function toggleRun(folding: Folding, run: number): Folding {
  const openRuns = folding.openRuns.slice();
  openRuns[run] = openRuns[run] === 1 ? 0 : 1;
  return { ...folding, openRuns };
}

export function toggleRow(folding: Folding, row: number): Folding {
  const folded = folding.folded.slice();
  folded[row] = folded[row] === 1 ? 0 : 1;
  return { ...folding, folded };
}

/** Opens every ancestor of a row and every run on the way. The same object when nothing was hidden. */
export function revealRow(tree: SpanTree, runs: RunIndex, folding: Folding, row: number): Folding {
  let folded: Uint8Array | undefined;
  let openRuns: Uint8Array | undefined;
  for (let at = row; at !== NO_PARENT; at = tree.parentRow[at] ?? NO_PARENT) {
    const run = runs.runOf[at] ?? NO_RUN;
    if (run !== NO_RUN && folding.openRuns[run] !== 1) {
      openRuns ??= folding.openRuns.slice();
      openRuns[run] = 1;
    }
    if (at === row || folding.folded[at] !== 1) continue;
    folded ??= folding.folded.slice();
    folded[at] = 0;
  }
  if (folded === undefined && openRuns === undefined) return folding;
  return { folded: folded ?? folding.folded, openRuns: openRuns ?? folding.openRuns };
}

/** Only the roots, and where there are many alike their runs. */
export function foldAll(tree: SpanTree, runs: RunIndex): Folding {
  return foldFrom(tree, runs, 0);
}

export function unfoldAll(tree: SpanTree, runs: RunIndex): Folding {
  return { folded: new Uint8Array(tree.rowCount), openRuns: new Uint8Array(runs.count).fill(1) };
}

/** Shows levels 0 to `depth` of the tree, hides what is deeper; runs are one line. */
function foldFrom(tree: SpanTree, runs: RunIndex, depth: number): Folding {
  const folded = new Uint8Array(tree.rowCount);
  for (let row = 0; row < tree.rowCount; row++) {
    if ((tree.subtreeSize[row] ?? 1) > 1 && (tree.depth[row] ?? 0) >= depth) folded[row] = 1;
  }
  return { folded, openRuns: new Uint8Array(runs.count) };
}

/** The depth of the deepest span that is shown, also within a run. */
function deepest(tree: SpanTree, runs: RunIndex, { items }: TimelineItems): number {
  let depth = 0;
  for (const item of items) {
    const run = runOfItem(item);
    const row = run === undefined ? item : (runs.rows[runs.start[run] ?? 0] ?? 0);
    depth = Math.max(depth, tree.depth[row] ?? 0);
  }
  return depth;
}

/** Folds one level more: what is deepest on the page goes. */
export function foldOneLevel(tree: SpanTree, runs: RunIndex, shown: TimelineItems): Folding {
  return foldFrom(tree, runs, Math.max(deepest(tree, runs, shown) - 1, 0));
}

export function unfoldOneLevel(tree: SpanTree, runs: RunIndex, shown: TimelineItems): Folding {
  return foldFrom(tree, runs, deepest(tree, runs, shown) + 1);
}
