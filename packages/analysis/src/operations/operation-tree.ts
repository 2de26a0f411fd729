// The calls of a trace by path of operations: spans that are reached by the same services, names and kinds
// from the root are one node. This is what traces have in common, so baselines, culprits and comparisons
// are held by node. O(n).

import type { CriticalPath } from '../path/critical-path.ts';
import { pathTimeByRow } from '../path/shares.ts';
import { computeSelfTime } from '../self-time/self-time.ts';
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
  /** The same in every trace; undefined where the path is deeper than what is compared. */
  readonly key: string | undefined;
  readonly service: string;
  readonly operation: string;
  readonly kind: number;
  readonly rows: number[];
  errors: number;
  durationNs: number;
  selfNs: number;
  /** Time on the critical path. */
  pathNs: number;
}

export interface OperationTree {
  /** Parents before children. */
  readonly nodes: readonly OperationNode[];
  /** Row → index of its node. */
  readonly nodeOf: Int32Array;
}

export function buildOperationTree(trace: Trace, path: CriticalPath): OperationTree {
  const nodes: OperationNode[] = [];
  const nodeOf = new Int32Array(trace.rowCount);
  const depths: number[] = [];
  const known = new Map<string, number>();
  const pathNs = pathTimeByRow(trace, path);
  const durationNs = Float64Array.from(pathNs, (_, row) => durationOf(trace, row));
  const { selfNs } = computeSelfTime(trace.tree, trace.startNs, durationNs);
  for (const row of trace.tree.order) {
    const parentRow = trace.tree.parentRow[row] ?? NO_PARENT;
    const parent = parentRow === NO_PARENT ? NO_PARENT : (nodeOf[parentRow] ?? NO_PARENT);
    const step = `${parent} ${trace.service[row]} ${trace.operation[row]} ${trace.kind[row]}`;
    let at = known.get(step);
    if (at === undefined) {
      at = nodes.length;
      known.set(step, at);
      depths.push(parent === NO_PARENT ? 0 : (depths[parent] ?? 0) + 1);
      nodes.push(makeNode(trace, row, parent, nodes[parent]?.key, depths[at] ?? 0));
    }
    nodeOf[row] = at;
    const node = nodes[at];
    if (node === undefined) continue;
    node.rows.push(row);
    node.errors += trace.isError[row] ?? 0;
    node.durationNs += durationNs[row] ?? 0;
    node.selfNs += selfNs[row] ?? 0;
    node.pathNs += pathNs[row] ?? 0;
  }
  return { nodes, nodeOf };
}

function makeNode(
  trace: Trace,
  row: number,
  parent: number,
  parentKey: string | undefined,
  depth: number,
): OperationNode {
  const service = serviceOf(trace, row);
  const operation = operationOf(trace, row);
  const kind = trace.kind[row] ?? 0;
  const step = `${service}${PART}${operation}${PART}${kind}`;
  const isComparable = depth < MAX_KEY_DEPTH && (parent === NO_PARENT || parentKey !== undefined);
  const key = parentKey === undefined ? step : `${parentKey}${STEP}${step}`;
  return {
    parent,
    key: isComparable ? key : undefined,
    service,
    operation,
    kind,
    rows: [],
    errors: 0,
    durationNs: 0,
    selfNs: 0,
    pathNs: 0,
  };
}

/** The key of the path above; undefined for a root's. */
export function parentKeyOf(key: string): string | undefined {
  const end = key.lastIndexOf(STEP);
  return end < 0 ? undefined : key.slice(0, end);
}

/** The topmost nodes that have something in common, each with itself and all that is below it. */
export function groupBelow(
  tree: OperationTree,
  isTop: (node: OperationNode) => boolean,
): Map<number, number[]> {
  const topOf = new Int32Array(tree.nodes.length).fill(NO_PARENT);
  const groups = new Map<number, number[]>();
  tree.nodes.forEach((node, at) => {
    const above = node.parent === NO_PARENT ? NO_PARENT : (topOf[node.parent] ?? NO_PARENT);
    if (above !== NO_PARENT) {
      topOf[at] = above;
      groups.get(above)?.push(at);
    } else if (isTop(node)) {
      topOf[at] = at;
      groups.set(at, [at]);
    }
  });
  return groups;
}
