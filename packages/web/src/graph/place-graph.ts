// Where the boxes and arrows of a graph are: callers at the left, callees at the right. By dagre, which is
// most of the code here; so this file is only for the worker and for tests.

import { Graph as DagreGraph, layout } from '@dagrejs/dagre';
import { type GraphLayout, NODE_HEIGHT, NODE_WIDTH, type Point } from './graph-model.ts';

const NODE_GAP = 20;
const RANK_GAP = 88;
const MARGIN = 16;

/** What is needed of a graph to place it: it is sent to the worker. */
export interface GraphOutline {
  readonly nodeCount: number;
  readonly labelRoom?: number;
  /** Indexes of nodes. */
  readonly edges: readonly (readonly [from: number, to: number])[];
}

interface Placed {
  readonly x: number;
  readonly y: number;
}

interface Routed {
  readonly points?: readonly Point[];
}

interface Size {
  readonly width?: number;
  readonly height?: number;
}

export function placeGraph({ nodeCount, edges, labelRoom = RANK_GAP }: GraphOutline): GraphLayout {
  const graph = new DagreGraph<Size, Placed, Routed>({ multigraph: true });
  graph.setGraph({
    ...{ rankdir: 'LR', nodesep: NODE_GAP, edgesep: NODE_GAP, ranksep: labelRoom },
    ...{ marginx: MARGIN, marginy: MARGIN },
  } as Size);
  for (let at = 0; at < nodeCount; at++) {
    graph.setNode(String(at), { width: NODE_WIDTH, height: NODE_HEIGHT } as unknown as Placed);
  }
  edges.forEach(([from, to], at) => {
    // An arrow from a box to itself is drawn beside it, and needs no place.
    if (from !== to) graph.setEdge(String(from), String(to), {}, String(at));
  });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width,
    height,
    nodes: Array.from({ length: nodeCount }, (_, at) => {
      const { x, y } = graph.node(String(at));
      return { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 };
    }),
    edges: edges.map(([from, to], at) =>
      from === to ? [] : (graph.edge(String(from), String(to), String(at))?.points ?? []),
    ),
  };
}
