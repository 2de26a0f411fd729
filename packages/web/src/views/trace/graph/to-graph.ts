// The boxes and arrows of a trace's graph in words: what of the counts and times is shown where.

import { formatCount, formatQuantity, formatShare } from '../../../base/format-count.ts';
import { formatDuration } from '../../../base/format-duration.ts';
import { largestPart, type TraceGraph } from '../../../data/trace-graph.ts';
import type { TraceModel } from '../../../data/trace-model.ts';
import type { Graph, GraphFigure } from '../../../graph/graph-model.ts';

/** More boxes are no picture any more, and take long to place; the list has all of them. */
export const MAX_DRAWN_NODES = 150;

export interface DrawnGraph {
  readonly graph: Graph;
  readonly leftOut: number;
}

export interface GraphOptions {
  readonly hues: readonly number[];
  /** 1 by row for what a search found. */
  readonly isMatch: (row: number) => boolean;
  readonly maxNodes: number;
}

export function toGraph(
  trace: TraceModel,
  traceGraph: TraceGraph,
  { hues, isMatch, maxNodes }: GraphOptions,
): DrawnGraph {
  const { nodes, edges, nodeOf } = traceGraph;
  const drawn = largestPart(traceGraph, maxNodes);
  const wholeSelfNs = nodes.reduce((sum, node) => sum + node.selfNs, 0);
  const mostCalls = edges.reduce((most, edge) => Math.max(most, edge.calls), 1);
  const matched = new Set<number>();
  for (let row = 0; row < trace.rowCount; row++) if (isMatch(row)) matched.add(nodeOf[row] ?? -1);
  const ids = nodes.map(({ service, name }) => idOf(trace, service, name));
  const graph: Graph = {
    nodes: nodes.flatMap((node, at) => {
      if (!drawn.has(at)) return [];
      const { service, name } = node;
      const share = wholeSelfNs > 0 ? node.selfNs / wholeSelfNs : 0;
      return {
        ...{ id: ids[at] ?? '', shape: 'service' as const, hue: hues[service] ?? 0, share },
        label: name === undefined ? (trace.services[service] ?? '') : (trace.names[name] ?? ''),
        ...(name === undefined ? {} : { context: trace.services[service] ?? '' }),
        figures: [
          { name: 'Self time', text: `self ${formatDuration(node.selfNs)}` },
          { name: 'Spans', text: formatQuantity(node.spans, 'span') },
          { name: 'Total time', text: formatDuration(node.totalNs) },
          { name: 'Share of self time', text: formatShare(share) },
          errorsFigure(node.errors),
        ],
        hasErrors: node.errors > 0,
        isMatch: matched.has(at),
      };
    }),
    edges: edges.flatMap((edge) => {
      if (!drawn.has(edge.from) || !drawn.has(edge.to)) return [];
      return {
        ...{ from: ids[edge.from] ?? '', to: ids[edge.to] ?? '' },
        label: `${edge.calls === 1 ? '' : `${formatCount(edge.calls)} × `}${formatDuration(edge.totalNs / edge.calls)}`,
        weight: Math.log(edge.calls + 1) / Math.log(mostCalls + 1),
        hasErrors: edge.errors > 0,
        figures: [
          { name: 'Spans', text: formatQuantity(edge.calls, 'call') },
          { name: 'Total time', text: formatDuration(edge.totalNs) },
          errorsFigure(edge.errors),
        ],
      };
    }),
  };
  return { graph, leftOut: nodes.length - drawn.size };
}

function errorsFigure(errors: number): GraphFigure {
  return { name: 'Errors', text: formatCount(errors), isError: errors > 0 };
}

export function idOf(trace: TraceModel, service: number, name: number | undefined): string {
  const serviceName = trace.services[service] ?? '';
  return JSON.stringify(
    name === undefined ? [serviceName] : [serviceName, trace.names[name] ?? ''],
  );
}
