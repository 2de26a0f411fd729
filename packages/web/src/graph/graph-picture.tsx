// The picture of a placed graph: boxes are buttons, arrows are drawn below them. One box is in the order of
// Tab; the arrow keys go from there.

import { type CSSProperties, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { GraphArrows } from './graph-arrows.tsx';
import { boxId, GraphBox } from './graph-box.tsx';
import { type GraphLayout, NODE_HEIGHT, NODE_WIDTH } from './graph-model.ts';
import type { GraphViewProps } from './graph-view.tsx';
import { type Direction, nearestNode } from './nearest-node.ts';
import { revealBox } from './pan-zoom.ts';
import { type PanZoom, usePanZoom } from './use-pan-zoom.ts';

interface GraphPictureProps extends GraphViewProps {
  readonly layout: GraphLayout;
}

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export function GraphPicture(props: GraphPictureProps) {
  const { graph, layout, selectedId, onSelect } = props;
  const screenRef = useRef<HTMLDivElement>(null);
  const panZoom = usePanZoom(screenRef, layout);
  const { viewport } = panZoom;
  const [hoveredId, setHoveredId] = useState<string>();
  const active = Math.max(
    graph.nodes.findIndex(({ id }) => id === selectedId),
    0,
  );
  const focus = useFocusedBox(props, panZoom);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') panZoom.zoomBy(1);
    else if (event.key === '-') panZoom.zoomBy(-1);
    else if (event.key === '0') panZoom.showAll();
    else {
      const direction = DIRECTIONS[event.key];
      if (direction === undefined) return;
      const next = nearestNode(layout.nodes, active, direction);
      if (next !== undefined) focus(next);
    }
    event.preventDefault();
  };
  const place: CSSProperties = {
    width: layout.width,
    height: layout.height,
    transform: `translate(${viewport.x}px, ${viewport.y}px) scale(${viewport.scale})`,
  };
  return (
    <div className="graph-stage">
      {/* biome-ignore lint/a11y/useSemanticElements: a group of boxes, no form's fieldset */}
      <div
        ref={screenRef}
        role="group"
        aria-label="Boxes and arrows. The arrow keys go from box to box, plus and minus zoom."
        className="graph-screen"
        data-dragged={panZoom.isDragged || undefined}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          if ((event.target as Element).closest('button, a') === null) onSelect(undefined);
        }}
        onPointerDown={panZoom.onPointerDown}
        onPointerMove={panZoom.onPointerMove}
        onPointerUp={panZoom.onPointerUp}
        onPointerCancel={panZoom.onPointerUp}
      >
        <div className="graph-picture" style={place}>
          <GraphArrows {...props} nearId={hoveredId ?? selectedId} />
          {graph.nodes.map((node, at) => (
            <GraphBox
              key={node.id}
              node={node}
              at={layout.nodes[at] ?? { x: 0, y: 0 }}
              isSelected={node.id === selectedId}
              isInTabOrder={at === active}
              onHover={setHoveredId}
              onSelect={() => onSelect(node.id)}
              onOpen={() => props.onOpen?.(node.id)}
            />
          ))}
        </div>
      </div>
      <ZoomButtons panZoom={panZoom} />
    </div>
  );
}

/** Goes to a box: selects it, focuses it and brings it into sight. */
function useFocusedBox(
  { graph, layout, selectedId, onSelect }: GraphPictureProps,
  { pointOut, pointOutNothing, screen }: PanZoom,
): (at: number) => void {
  const shown = useRef<string>(undefined);
  const { width } = screen;
  useEffect(() => {
    // Once more when the room has changed: a panel may have opened over the box.
    const shownNow = `${width} ${selectedId}`;
    if (width === 0 || shown.current === shownNow) return;
    shown.current = shownNow;
    if (selectedId === undefined) pointOutNothing();
    const at = graph.nodes.findIndex(({ id }) => id === selectedId);
    const corner = layout.nodes[at];
    if (corner === undefined) return;
    const box = { ...corner, width: NODE_WIDTH, height: NODE_HEIGHT };
    pointOut((now, room) => revealBox(now, box, room));
  }, [graph, layout, selectedId, pointOut, pointOutNothing, width]);
  return (at) => {
    const node = graph.nodes[at];
    if (node === undefined) return;
    onSelect(node.id);
    document.getElementById(boxId(node.id))?.focus({ preventScroll: true });
  };
}

function ZoomButtons({ panZoom }: { readonly panZoom: PanZoom }) {
  return (
    <div className="graph-zoom">
      <button
        type="button"
        className="button button-icon"
        aria-label="Zoom in"
        title="Zoom in (+)"
        onClick={() => panZoom.zoomBy(1)}
      >
        +
      </button>
      <button
        type="button"
        className="button button-icon"
        aria-label="Zoom out"
        title="Zoom out (−)"
        onClick={() => panZoom.zoomBy(-1)}
      >
        −
      </button>
      <button type="button" className="button" title="Show all of it (0)" onClick={panZoom.showAll}>
        All
      </button>
    </div>
  );
}
