// The spans of a trace added up by path of operations: what is reached from the root by the same names is one
// node, as wide as the own time of its spans and of all below it, the widest at the left. Own time and not
// duration, so that what runs at once fits below its parent.

import { NO_PARENT } from '@throughline/analysis/tree/assemble-tree';
import { STATUS_ERROR } from '@throughline/model/span/span-kind';
import type { TimeWindow } from '../state/trace-state.ts';
import { type FlameModel, groupByLevel } from './flame-model.ts';
import type { TraceModel } from './trace-model.ts';

export interface LeftHeavy {
  readonly flame: FlameModel;
  /** Own time of everything. */
  readonly wholeNs: number;
  /** Row → node; -1 where a row is not in it. */
  readonly nodeOf: Int32Array;
  /** By node; parents before children. */
  readonly parent: Int32Array;
  readonly spans: Int32Array;
  readonly errors: Int32Array;
  readonly selfNs: Float64Array;
  /** Of the node and all below it. */
  readonly workNs: Float64Array;
  /** The row with most own time: stands for the node, and is selected by it. */
  readonly worstRow: Int32Array;
}

/** `rows` in the order of the tree: parents before children. */
export function buildLeftHeavy(trace: TraceModel, rows: Int32Array, window: TimeWindow): LeftHeavy {
  const { nodeOf, parent } = findNodes(trace, rows);
  const count = parent.length;
  const spans = new Int32Array(count);
  const errors = new Int32Array(count);
  const selfNs = new Float64Array(count);
  const worstRow = new Int32Array(count).fill(-1);
  const worstNs = new Float64Array(count).fill(-1);
  for (const row of rows) {
    const node = nodeOf[row] ?? 0;
    const ownNs = selfWithin(trace, row, window);
    spans[node] = (spans[node] ?? 0) + 1;
    if (trace.status[row] === STATUS_ERROR) errors[node] = (errors[node] ?? 0) + 1;
    selfNs[node] = (selfNs[node] ?? 0) + ownNs;
    if (ownNs <= (worstNs[node] ?? 0)) continue;
    worstNs[node] = ownNs;
    worstRow[node] = row;
  }
  const workNs = selfNs.slice();
  for (let node = count - 1; node >= 0; node--) {
    const above = parent[node] ?? NO_PARENT;
    if (above !== NO_PARENT) workNs[above] = (workNs[above] ?? 0) + (workNs[node] ?? 0);
  }
  const { flame, wholeNs } = placeNodes(parent, workNs);
  return { flame, wholeNs, nodeOf, parent, spans, errors, selfNs, workNs, worstRow };
}

function findNodes(
  trace: TraceModel,
  rows: Int32Array,
): { readonly nodeOf: Int32Array; readonly parent: Int32Array } {
  const nodeOf = new Int32Array(trace.rowCount).fill(NO_PARENT);
  const parents: number[] = [];
  const known = new Map<number, number>();
  const nameCount = trace.names.length;
  const placeCount = trace.services.length * nameCount;
  for (const row of rows) {
    const parentRow = trace.tree.parentRow[row] ?? NO_PARENT;
    const above = parentRow === NO_PARENT ? NO_PARENT : (nodeOf[parentRow] ?? NO_PARENT);
    const name = (trace.service[row] ?? 0) * nameCount + (trace.name[row] ?? 0);
    const key = (above + 1) * placeCount + name;
    let node = known.get(key);
    if (node === undefined) {
      node = parents.push(above) - 1;
      known.set(key, node);
    }
    nodeOf[row] = node;
  }
  return { nodeOf, parent: Int32Array.from(parents) };
}

/** Of a span's own time, what lies in the window. */
function selfWithin(trace: TraceModel, row: number, { fromNs, toNs }: TimeWindow): number {
  const startNs = trace.startOffsetNs[row] ?? 0;
  const endNs = startNs + (trace.spanDurationNs[row] ?? 0);
  const { self } = trace;
  if (startNs >= fromNs && endNs <= toNs) return self.selfNs[row] ?? 0;
  let sumNs = 0;
  const end = self.intervalStart[row + 1] ?? 0;
  for (let at = self.intervalStart[row] ?? 0; at < end; at++) {
    const within = Math.min(self.toNs[at] ?? 0, toNs) - Math.max(self.fromNs[at] ?? 0, fromNs);
    if (within > 0) sumNs += within;
  }
  return sumNs;
}

function placeNodes(
  parent: Int32Array,
  workNs: Float64Array,
): { readonly flame: FlameModel; readonly wholeNs: number } {
  // The widest first, and so every node's children in the order in which they are placed.
  const byWork = Int32Array.from(parent.keys()).sort((a, b) => (workNs[b] ?? 0) - (workNs[a] ?? 0));
  const depth = new Int32Array(parent.length);
  for (let node = 0; node < parent.length; node++) {
    const above = parent[node] ?? NO_PARENT;
    depth[node] = above === NO_PARENT ? 0 : (depth[above] ?? 0) + 1;
  }
  // A parent has at least the work of its child, but may have no more: then the sort keeps their order.
  const fromNs = new Float64Array(parent.length);
  const filledNs = new Float64Array(parent.length);
  let wholeNs = 0;
  for (const node of byWork) {
    const above = parent[node] ?? NO_PARENT;
    const work = workNs[node] ?? 0;
    if (above === NO_PARENT) {
      fromNs[node] = wholeNs;
      wholeNs += work;
    } else {
      fromNs[node] = (fromNs[above] ?? 0) + (filledNs[above] ?? 0);
      filledNs[above] = (filledNs[above] ?? 0) + work;
    }
  }
  const item = byWork
    .filter((node) => (workNs[node] ?? 0) > 0)
    .sort((a, b) => (fromNs[a] ?? 0) - (fromNs[b] ?? 0));
  const flame = groupByLevel({
    item,
    level: item.map((node) => depth[node] ?? 0),
    fromNs: Float64Array.from(item, (node) => fromNs[node] ?? 0),
    toNs: Float64Array.from(item, (node) => (fromNs[node] ?? 0) + (workNs[node] ?? 0)),
    itemCount: parent.length,
  });
  return { flame, wholeNs };
}
