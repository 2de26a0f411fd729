// Runs of similar siblings: children of one span with the same service, name and kind, which a timeline
// folds into one line. Typed arrays over the tree, O(n log n) once per trace.

import type { SpanTree } from '@throughline/analysis/tree/assemble-tree';
import { STATUS_ERROR } from '@throughline/model/span/span-kind';

/** Fewer are quicker read one by one. */
const MIN_RUN = 5;

export const NO_RUN = -1;

export interface SiblingRuns {
  readonly count: number;
  /** Rows of run i: `rows[start[i]] … rows[start[i + 1] - 1]`, ascending. */
  readonly start: Int32Array;
  readonly rows: Int32Array;
  /** When each of `rows` began and ended. */
  readonly fromNs: Float64Array;
  readonly toNs: Float64Array;
  /** Row → run, or NO_RUN. */
  readonly runOf: Int32Array;
  /** Durations, by run. */
  readonly minNs: Float64Array;
  readonly medianNs: Float64Array;
  readonly maxNs: Float64Array;
  readonly errors: Int32Array;
  /** By run: the longest of those that failed, else the longest. */
  readonly worstRow: Int32Array;
}

export interface RunColumns {
  readonly service: Int32Array;
  readonly name: Int32Array;
  readonly kind: Uint8Array;
  readonly status: Uint8Array;
  readonly startOffsetNs: Float64Array;
  readonly durationNs: Float64Array;
  readonly names: readonly string[];
}

const KINDS = 8;

export function findSiblingRuns(tree: SpanTree, columns: RunColumns): SiblingRuns {
  const runOf = new Int32Array(tree.rowCount).fill(NO_RUN);
  const sizes: number[] = [];
  const { childStart, children } = tree;
  for (let row = 0; row < tree.rowCount; row++) {
    const from = childStart[row] ?? 0;
    const end = childStart[row + 1] ?? 0;
    if (end - from >= MIN_RUN) markRuns(children.subarray(from, end), columns, runOf, sizes);
  }
  if (tree.roots.length >= MIN_RUN) markRuns(tree.roots, columns, runOf, sizes);
  const start = new Int32Array(sizes.length + 1);
  sizes.forEach((size, run) => {
    start[run + 1] = (start[run] ?? 0) + size;
  });
  const rows = new Int32Array(start[sizes.length] ?? 0);
  const filled = start.slice(0, sizes.length);
  for (let row = 0; row < tree.rowCount; row++) {
    const run = runOf[row] ?? NO_RUN;
    if (run === NO_RUN) continue;
    const slot = filled[run] ?? 0;
    rows[slot] = row;
    filled[run] = slot + 1;
  }
  return {
    ...{ count: sizes.length, start, rows, runOf },
    ...runTimes(rows, columns.startOffsetNs, columns.durationNs),
    ...measureRuns(start, rows, columns),
  };
}

export function runTimes(
  rows: Int32Array,
  startOffsetNs: Float64Array,
  durationNs: Float64Array,
): Pick<SiblingRuns, 'fromNs' | 'toNs'> {
  const fromNs = new Float64Array(rows.length);
  const toNs = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] ?? 0;
    const startNs = startOffsetNs[row] ?? 0;
    fromNs[at] = startNs;
    toNs[at] = startNs + Math.max(durationNs[row] ?? 0, 0);
  }
  return { fromNs, toNs };
}

/** Numbers the runs among the children of one span. */
function markRuns(
  siblings: Int32Array,
  { service, name, kind, names }: RunColumns,
  runOf: Int32Array,
  sizes: number[],
): void {
  const keyOf = (row: number): number =>
    ((service[row] ?? 0) * names.length + (name[row] ?? 0)) * KINDS + ((kind[row] ?? 0) % KINDS);
  const counts = new Map<number, number>();
  for (const row of siblings) {
    const key = keyOf(row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const runs = new Map<number, number>();
  for (const [key, count] of counts) {
    if (count >= MIN_RUN) runs.set(key, sizes.push(count) - 1);
  }
  if (runs.size === 0) return;
  for (const row of siblings) runOf[row] = runs.get(keyOf(row)) ?? NO_RUN;
}

type Measures = Pick<SiblingRuns, 'minNs' | 'medianNs' | 'maxNs' | 'errors' | 'worstRow'>;

function measureRuns(
  start: Int32Array,
  rows: Int32Array,
  { status, durationNs }: RunColumns,
): Measures {
  const count = start.length - 1;
  const minNs = new Float64Array(count);
  const medianNs = new Float64Array(count);
  const maxNs = new Float64Array(count);
  const errors = new Int32Array(count);
  const worstRow = new Int32Array(count);
  for (let run = 0; run < count; run++) {
    const members = rows.subarray(start[run], start[run + 1]);
    const durations = new Float64Array(members.length);
    let worst = members[0] ?? 0;
    members.forEach((row, at) => {
      durations[at] = durationNs[row] ?? 0;
      if (status[row] === STATUS_ERROR) errors[run] = (errors[run] ?? 0) + 1;
      const byError = Number(status[row] === STATUS_ERROR) - Number(status[worst] === STATUS_ERROR);
      const byTime = (durationNs[row] ?? 0) - (durationNs[worst] ?? 0);
      if (byError > 0 || (byError === 0 && byTime > 0)) worst = row;
    });
    durations.sort();
    minNs[run] = durations[0] ?? 0;
    medianNs[run] = durations[(members.length - 1) >> 1] ?? 0;
    maxNs[run] = durations.at(-1) ?? 0;
    worstRow[run] = worst;
  }
  return { minNs, medianNs, maxNs, errors, worstRow };
}
