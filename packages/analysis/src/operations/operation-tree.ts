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

export interface OperationNode {
  /** Node above, or -1. */
  readonly parent: number;
  /** 0 for roots. */
  readonly depth: number;
  readonly service: string;
  readonly operation: string;
  readonly kind: number;
  readonly rows: number[];
  errors: number;
  durationNs: number;
  /** Time on the critical path. */
  pathNs: number;
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
  const nodes: OperationNode[] = [];
  const nodeOf = new Int32Array(trace.rowCount);
  const known = new Map<number, number>();
  const steps = new Map<number, number>();
  const pathNs = pathTimeByRow(trace, path);
  for (const row of trace.tree.order) {
    const parentRow = trace.tree.parentRow[row] ?? NO_PARENT;
    const parent = parentRow === NO_PARENT ? NO_PARENT : (nodeOf[parentRow] ?? NO_PARENT);
    // Numbers all the way: texts per span would be most of the time that this takes.
    const name = (trace.service[row] ?? 0) * trace.operations.length + (trace.operation[row] ?? 0);
    const step = numberOf(steps, name * KINDS + ((trace.kind[row] ?? 0) % KINDS));
    const place = (parent + 1) * trace.rowCount + step;
    let at = known.get(place);
    if (at === undefined) {
      at = nodes.length;
      known.set(place, at);
      nodes.push(makeNode(trace, row, parent, (nodes[parent]?.depth ?? -1) + 1));
    }
    nodeOf[row] = at;
    const node = nodes[at];
    if (node === undefined) continue;
    node.rows.push(row);
    node.errors += trace.isError[row] ?? 0;
    node.durationNs += durationOf(trace, row);
    node.pathNs += pathNs[row] ?? 0;
  }
  const keys = new Map<number, string>();
  return { nodes, nodeOf, keyOf: (node) => keyOf(nodes, keys, node) };
}

/** Of kinds; those that OTLP does not define fall on others. */
const KINDS = 8;

function numberOf(numbers: Map<number, number>, value: number): number {
  const known = numbers.get(value);
  if (known !== undefined) return known;
  numbers.set(value, numbers.size);
  return numbers.size - 1;
}

function makeNode(trace: Trace, row: number, parent: number, depth: number): OperationNode {
  return {
    parent,
    depth,
    service: serviceOf(trace, row),
    operation: operationOf(trace, row),
    kind: trace.kind[row] ?? 0,
    rows: [],
    errors: 0,
    durationNs: 0,
    pathNs: 0,
  };
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
