// The arrows of a graph, below its boxes: thicker where more goes, red where something fails, dashed where it
// is only probable. What touches the box that is pointed at stands out; the list is the keyboard's way to them.

import { memo } from 'react';
import { edgePath } from './edge-path.ts';
import { edgeId, type GraphEdge, type GraphLayout } from './graph-model.ts';
import type { GraphViewProps } from './graph-view.tsx';

interface GraphArrowsProps extends Pick<GraphViewProps, 'graph' | 'onSelectEdge'> {
  readonly layout: GraphLayout;
  /** The node whose arrows stand out. */
  readonly nearId: string | undefined;
}

const MIN_WIDTH = 1;
const MAX_WIDTH = 4;
/** From the line to the foot of the letters. */
const LABEL_ABOVE_PX = 5;
const LABEL_BELOW_PX = 15;

export const GraphArrows = memo(function GraphArrows(props: GraphArrowsProps) {
  const { graph, layout, nearId, onSelectEdge } = props;
  const indexOf = new Map(graph.nodes.map(({ id }, at) => [id, at]));
  const cornerOf = (id: string) => layout.nodes[indexOf.get(id) ?? 0] ?? { x: 0, y: 0 };
  return (
    <svg
      className="graph-arrows"
      width={layout.width}
      height={layout.height}
      aria-hidden="true"
      data-near={nearId === undefined ? undefined : true}
    >
      {graph.edges.map((edge, at) => {
        const { line, head, labelAt } = edgePath(
          layout.edges[at] ?? [],
          cornerOf(edge.from),
          cornerOf(edge.to),
        );
        const isNear = edge.from === nearId || edge.to === nearId;
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the list is the keyboard's way
          <g
            key={edgeId(edge)}
            className="graph-arrow"
            data-testid="graph-edge"
            data-edge={edgeId(edge)}
            data-errors={edge.hasErrors || undefined}
            data-near={isNear || undefined}
            data-clickable={onSelectEdge === undefined ? undefined : true}
            onClick={onSelectEdge === undefined ? undefined : () => onSelectEdge(edge)}
          >
            <title>{describeEdge(edge)}</title>
            <path className="graph-arrow-ground" d={line} />
            <path
              d={line}
              strokeWidth={MIN_WIDTH + edge.weight * (MAX_WIDTH - MIN_WIDTH)}
              strokeDasharray={edge.isDashed === true ? '5 4' : undefined}
            />
            <polygon points={head} />
            {edge.label !== undefined && (
              <text x={labelAt.x} y={labelAt.y - LABEL_ABOVE_PX}>
                {edge.label}
              </text>
            )}
            {edge.labelBelow !== undefined && (
              <text x={labelAt.x} y={labelAt.y + LABEL_BELOW_PX}>
                {edge.labelBelow}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
});

function describeEdge({ from, to, figures }: GraphEdge): string {
  return [
    `${nameOf(from)} → ${nameOf(to)}`,
    ...figures.map(({ name, text }) => `${name}: ${text}`),
  ].join('\n');
}

/** Ids are names, or JSON of several parts. */
function nameOf(id: string): string {
  return id.startsWith('[') ? id.replace(/^\["|"\]$/g, '').replaceAll('","', ' ') : id;
}
