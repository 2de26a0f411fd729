// A directed graph as the pages hand it over to be drawn: boxes with a name and figures, arrows with a
// label. It knows neither traces nor services; what the figures say is up to the page.

export type NodeShape = 'service' | 'database' | 'queue' | 'outside';

export interface GraphFigure {
  /** Names the column in the list: "self time". */
  readonly name: string;
  readonly text: string;
  /** Drawn in the colour of errors. */
  readonly isError?: boolean;
}

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  /** Above the label, small: the service of an operation, the kind of a database. */
  readonly context?: string;
  readonly shape: NodeShape;
  /** 0 to 19, of the service; without one the node is grey. */
  readonly hue?: number;
  /** The first two are in the box, all of them are in the list and in the title. */
  readonly figures: readonly GraphFigure[];
  /** 0 to 1: drawn as a bar along the bottom of the box. */
  readonly share?: number;
  readonly hasErrors?: boolean;
  /** Found by a search. */
  readonly isMatch?: boolean;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Short, above the arrow and below it; all figures are in the list and in the title. */
  readonly label?: string;
  readonly labelBelow?: string;
  readonly figures: readonly GraphFigure[];
  /** 0 to 1: how thick the arrow is. */
  readonly weight: number;
  readonly hasErrors?: boolean;
  /** Probable, or seen from one side only. */
  readonly isDashed?: boolean;
}

export interface Graph {
  /** Pixels between two columns of boxes, where the labels of arrows need more than usual. */
  readonly labelRoom?: number;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** By index of the graph's nodes and edges; x and y are the left upper corner. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly Point[];
  readonly edges: readonly (readonly Point[])[];
}

export const NODE_WIDTH = 176;
export const NODE_HEIGHT = 56;

export function edgeId({ from, to }: Pick<GraphEdge, 'from' | 'to'>): string {
  return JSON.stringify([from, to]);
}
