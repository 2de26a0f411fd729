// One box of a graph: name, what it belongs to, and its first two figures.

import { memo } from 'react';
import { ErrorIcon } from '../widgets/icons.tsx';
import { hueStyle } from '../widgets/service-dot.tsx';
import { type GraphNode, NODE_HEIGHT, NODE_WIDTH, type Point } from './graph-model.ts';

interface GraphBoxProps {
  readonly node: GraphNode;
  readonly at: Point;
  readonly isSelected: boolean;
  readonly isInTabOrder: boolean;
  readonly onHover: (id: string | undefined) => void;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
}

const SHOWN_FIGURES = 2;

export function boxId(nodeId: string): string {
  return `graph-${nodeId}`;
}

export const GraphBox = memo(
  function GraphBox({ node, at, isSelected, isInTabOrder, ...on }: GraphBoxProps) {
    const { hue, share } = node;
    return (
      <button
        type="button"
        id={boxId(node.id)}
        className="graph-box"
        data-shape={node.shape}
        data-errors={node.hasErrors || undefined}
        data-match={node.isMatch || undefined}
        data-plain={hue === undefined || undefined}
        data-testid="graph-node"
        data-node={node.id}
        aria-pressed={isSelected}
        tabIndex={isInTabOrder ? 0 : -1}
        title={describeNode(node)}
        style={{
          ...(hue === undefined ? {} : hueStyle(hue)),
          ...{ left: at.x, top: at.y, width: NODE_WIDTH, height: NODE_HEIGHT },
        }}
        onClick={() => (isSelected ? on.onOpen() : on.onSelect())}
        onPointerEnter={() => on.onHover(node.id)}
        onPointerLeave={() => on.onHover(undefined)}
      >
        <span className="graph-box-name">
          {node.context !== undefined && <span className="graph-box-context">{node.context} </span>}
          {node.label}
        </span>
        <span className="graph-box-figures">
          {node.hasErrors === true && <ErrorIcon />}
          {node.figures.slice(0, SHOWN_FIGURES).map((figure) => (
            <span key={figure.name} data-error={figure.isError || undefined}>
              {figure.text}
            </span>
          ))}
        </span>
        {share !== undefined && (
          <span className="graph-box-share" style={{ width: `${share * 100}%` }} />
        )}
      </button>
    );
  },
  (before, after) =>
    before.node === after.node &&
    before.at === after.at &&
    before.isSelected === after.isSelected &&
    before.isInTabOrder === after.isInTabOrder,
);

function describeNode({ label, context, figures }: GraphNode): string {
  const name = context === undefined ? label : `${context} ${label}`;
  return [name, ...figures.map((figure) => `${figure.name}: ${figure.text}`)].join('\n');
}
