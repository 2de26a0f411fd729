// A trace as a graph: services, or operations, as boxes, and the calls between them as arrows, with counts,
// times and errors. One pass over the spans. What a person sees of it is made in views/trace/graph.

import { NO_PARENT } from '@throughline/analysis/tree/assemble-tree';
import { STATUS_ERROR } from '@throughline/model/span/span-kind';
import type { TraceModel } from './trace-model.ts';

export type GraphLevel = 'services' | 'operations';

export interface TraceGraphNode {
  readonly service: number;
  /** Index of `trace.names`; undefined for a service. */
  readonly name: number | undefined;
  spans: number;
  errors: number;
  /** Of spans whose parent is of another node: what calls from outside took, added up. */
  totalNs: number;
  selfNs: number;
  /** The longest span, to be selected. */
  worstRow: number;
}

export interface TraceGraphEdge {
  /** Indexes of nodes. */
  readonly from: number;
  readonly to: number;
  calls: number;
  errors: number;
  totalNs: number;
  worstRow: number;
}

export interface TraceGraph {
  readonly nodes: readonly TraceGraphNode[];
  readonly edges: readonly TraceGraphEdge[];
  /** Row → node, -1 for rows that are not in it. */
  readonly nodeOf: Int32Array;
}

/** `rows`: the spans to take. A call from a span outside of them has no arrow. */
export function buildTraceGraph(
  trace: TraceModel,
  rows: Int32Array,
  level: GraphLevel,
): TraceGraph {
  const nodes: TraceGraphNode[] = [];
  const nodeOf = new Int32Array(trace.rowCount).fill(NO_PARENT);
  const known = new Map<number, number>();
  for (const row of rows) {
    const service = trace.service[row] ?? 0;
    const name = level === 'services' ? undefined : (trace.name[row] ?? 0);
    const key = name === undefined ? service : service * trace.names.length + name;
    let at = known.get(key);
    if (at === undefined) {
      at = nodes.length;
      known.set(key, at);
      nodes.push({ service, name, spans: 0, errors: 0, totalNs: 0, selfNs: 0, worstRow: row });
    }
    nodeOf[row] = at;
  }
  return { nodes, edges: addSpans(trace, rows, nodes, nodeOf), nodeOf };
}

function addSpans(
  trace: TraceModel,
  rows: Int32Array,
  nodes: readonly TraceGraphNode[],
  nodeOf: Int32Array,
): TraceGraphEdge[] {
  const edges = new Map<number, TraceGraphEdge>();
  for (const row of rows) {
    const to = nodeOf[row] ?? NO_PARENT;
    const node = nodes[to];
    if (node === undefined) continue;
    const durationNs = trace.spanDurationNs[row] ?? 0;
    const error = trace.status[row] === STATUS_ERROR ? 1 : 0;
    node.spans++;
    node.errors += error;
    node.selfNs += trace.self.selfNs[row] ?? 0;
    if (durationNs > (trace.spanDurationNs[node.worstRow] ?? 0)) node.worstRow = row;
    const parent = trace.tree.parentRow[row] ?? NO_PARENT;
    const from = parent === NO_PARENT ? NO_PARENT : (nodeOf[parent] ?? NO_PARENT);
    if (from === to) continue;
    node.totalNs += durationNs;
    if (from === NO_PARENT) continue;
    const key = from * nodes.length + to;
    const edge = edges.get(key) ?? { from, to, calls: 0, errors: 0, totalNs: 0, worstRow: row };
    edges.set(key, edge);
    edge.calls++;
    edge.errors += error;
    edge.totalNs += durationNs;
    if (durationNs > (trace.spanDurationNs[edge.worstRow] ?? 0)) edge.worstRow = row;
  }
  return [...edges.values()];
}

/**
 * The part of a graph that can be drawn: the nodes with most self time or with errors, and the arrows between
 * them. What is left out must be said.
 */
export function largestPart(graph: TraceGraph, maxNodes: number): ReadonlySet<number> {
  const ranked = graph.nodes
    .map(({ selfNs, errors }, at) => ({ at, selfNs, errors }))
    .sort((a, b) => Number(b.errors > 0) - Number(a.errors > 0) || b.selfNs - a.selfNs);
  return new Set(ranked.slice(0, maxNodes).map(({ at }) => at));
}
