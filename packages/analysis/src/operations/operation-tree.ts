// The calls of a trace by path of operations: spans that are reached by the same services, names and kinds
// from the root are one node. This is what traces have in common, so baselines, culprits and comparisons
// are held by node. O(n).

import type { CriticalPath } from '../path/critical-path.ts';
import { pathTimeByRow } from '../path/shares.ts';
import { durationOf, operationOf, serviceOf, type Trace } from '../trace/trace.ts';
import { NO_PARENT } from '../tree/assemble-tree.ts';

/** Keys are texts of the whole path: with a limit, a chain of 100,000 spans costs no more than a tree. */
const MAX_KEY_DEPTH = 48;

/** Neither occurs in names that are meant to be read. */
const STEP = '\u001e';
const PART = '\u001f';

/** By node; a row of a trace is at most one node. */
interface NodeColumns {
  readonly trace: Trace;
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  /** Rows of node n: `rows[start[n]] … rows[start[n + 1] - 1]`, in the order of the tree. */
  readonly start: Int32Array;
  readonly rows: Int32Array;
  readonly errors: Int32Array;
  readonly durationNs: Float64Array;
  readonly pathNs: Float64Array;
}

/** A view of the columns: a trace in which no two spans are alike has as many nodes as spans. */
export class OperationNode {
  private readonly columns: NodeColumns;
  private readonly at: number;

  constructor(columns: NodeColumns, at: number) {
    this.columns = columns;
    this.at = at;
  }

  /** Node above, or -1. */
  get parent(): number {
    return this.columns.parent[this.at] ?? NO_PARENT;
  }

  /** 0 for roots. */
  get depth(): number {
    return this.columns.depth[this.at] ?? 0;
  }

  get service(): string {
    return serviceOf(this.columns.trace, this.firstRow);
  }

  get operation(): string {
    return operationOf(this.columns.trace, this.firstRow);
  }

  get kind(): number {
    return this.columns.trace.kind[this.firstRow] ?? 0;
  }

  /** How many rows there are. */
  get calls(): number {
    const { start } = this.columns;
    return (start[this.at + 1] ?? 0) - (start[this.at] ?? 0);
  }

  get rows(): readonly number[] {
    const { start, rows } = this.columns;
    return Array.from(rows.subarray(start[this.at], start[this.at + 1]));
  }

  get errors(): number {
    return this.columns.errors[this.at] ?? 0;
  }

  get durationNs(): number {
    return this.columns.durationNs[this.at] ?? 0;
  }

  /** Time on the critical path. */
  get pathNs(): number {
    return this.columns.pathNs[this.at] ?? 0;
  }

  private get firstRow(): number {
    return this.columns.rows[this.columns.start[this.at] ?? 0] ?? 0;
  }
}

export interface OperationTree {
  /** Parents before children. */
  readonly nodes: readonly OperationNode[];
  /** Row → index of its node. */
  readonly nodeOf: Int32Array;
  /** By node, what is the same in every trace; undefined where the path is deeper than what is compared. */
  keyOf(node: number): string | undefined;
}

export function buildOperationTree(trace: Trace, path: CriticalPath): OperationTree {
  const { rowCount, tree } = trace;
  const nodeOf = new Int32Array(rowCount);
  const parent = new Int32Array(rowCount);
  const depth = new Int32Array(rowCount);
  const errors = new Int32Array(rowCount);
  const durationNs = new Float64Array(rowCount);
  const pathNs = new Float64Array(rowCount);
  const rowPathNs = pathTimeByRow(trace, path);
  const places = new PlaceIndex(rowCount);
  for (const row of tree.order) {
    const parentRow = tree.parentRow[row] ?? NO_PARENT;
    const above = parentRow === NO_PARENT ? NO_PARENT : (nodeOf[parentRow] ?? NO_PARENT);
    const before = places.count;
    // Numbers all the way: texts per span would be most of the time that this takes.
    const name = (trace.service[row] ?? 0) * trace.operations.length + (trace.operation[row] ?? 0);
    const at = places.numberOf(above, name * KINDS + ((trace.kind[row] ?? 0) % KINDS));
    if (at === before) {
      parent[at] = above;
      depth[at] = above === NO_PARENT ? 0 : (depth[above] ?? 0) + 1;
    }
    nodeOf[row] = at;
    errors[at] = (errors[at] ?? 0) + (trace.isError[row] ?? 0);
    durationNs[at] = (durationNs[at] ?? 0) + durationOf(trace, row);
    pathNs[at] = (pathNs[at] ?? 0) + (rowPathNs[row] ?? 0);
  }
  const { start, rows } = groupRows(tree.order, nodeOf, places.count);
  const columns = { trace, parent, depth, start, rows, errors, durationNs, pathNs };
  const nodes = Array.from({ length: places.count }, (_, at) => new OperationNode(columns, at));
  const keys = new Map<number, string>();
  return { nodes, nodeOf, keyOf: (node) => keyOf(nodes, keys, node) };
}

/** Of kinds; those that OTLP does not define fall on others. */
const KINDS = 8;

/** Numbers pairs of a node and a step below it by first appearance: a hash table without an object per pair. */
class PlaceIndex {
  count = 0;
  /** A slot holds a number + 1, 0 is free; at a load of at most one half. */
  private readonly slots: Int32Array;
  private readonly above: Int32Array;
  private readonly step: Float64Array;

  constructor(maxCount: number) {
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(maxCount, 1) * 2)));
    this.above = new Int32Array(maxCount);
    this.step = new Float64Array(maxCount);
  }

  numberOf(above: number, step: number): number {
    const mask = this.slots.length - 1;
    const mixed = Math.imul(above ^ Math.imul(step, 0x9e3779b1), 0x85ebca6b);
    for (let slot = (mixed ^ (mixed >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const at = (this.slots[slot] ?? 0) - 1;
      if (at >= 0 && (this.above[at] !== above || this.step[at] !== step)) continue;
      if (at >= 0) return at;
      this.above[this.count] = above;
      this.step[this.count] = step;
      this.slots[slot] = ++this.count;
      return this.count - 1;
    }
  }
}

/** Rows by node, keeping their order. */
function groupRows(
  order: Int32Array,
  nodeOf: Int32Array,
  nodeCount: number,
): Pick<NodeColumns, 'start' | 'rows'> {
  const start = new Int32Array(nodeCount + 1);
  for (const node of nodeOf) start[node + 1] = (start[node + 1] ?? 0) + 1;
  for (let at = 0; at < nodeCount; at++) start[at + 1] = (start[at + 1] ?? 0) + (start[at] ?? 0);
  const filled = start.slice(0, nodeCount);
  const rows = new Int32Array(order.length);
  for (const row of order) {
    const node = nodeOf[row] ?? 0;
    const slot = filled[node] ?? 0;
    rows[slot] = row;
    filled[node] = slot + 1;
  }
  return { start, rows };
}

function keyOf(
  nodes: readonly OperationNode[],
  keys: Map<number, string>,
  at: number,
): string | undefined {
  const known = keys.get(at);
  const node = nodes[at];
  if (known !== undefined || node === undefined || node.depth >= MAX_KEY_DEPTH) return known;
  const step = `${node.service}${PART}${node.operation}${PART}${node.kind}`;
  const above = node.parent === NO_PARENT ? undefined : keyOf(nodes, keys, node.parent);
  const key = above === undefined ? step : `${above}${STEP}${step}`;
  keys.set(at, key);
  return key;
}

/** The key of the path above; undefined for a root's. */
export function parentKeyOf(key: string): string | undefined {
  const end = key.lastIndexOf(STEP);
  return end < 0 ? undefined : key.slice(0, end);
}

export interface OperationOfPath {
  readonly service: string;
  readonly operation: string;
  readonly kind: number;
}

/** What the key of a path ends with. */
export function operationOfKey(key: string): OperationOfPath {
  const [service = '', operation = '', kind = ''] = key
    .slice(key.lastIndexOf(STEP) + 1)
    .split(PART);
  return { service, operation, kind: Number(kind) };
}

/** The topmost nodes that have something in common, each with itself and all that is below it. */
export function groupBelow(
  tree: OperationTree,
  isTop: (node: OperationNode, at: number) => boolean,
): Map<number, number[]> {
  const topOf = new Int32Array(tree.nodes.length).fill(NO_PARENT);
  const groups = new Map<number, number[]>();
  tree.nodes.forEach((node, at) => {
    const above = node.parent === NO_PARENT ? NO_PARENT : (topOf[node.parent] ?? NO_PARENT);
    if (above !== NO_PARENT) {
      topOf[at] = above;
      groups.get(above)?.push(at);
    } else if (isTop(node, at)) {
      topOf[at] = at;
      groups.set(at, [at]);
    }
  });
  return groups;
}
