// Dragging the window on the minimap: the picture follows the pointer while an edge or the inside is
// dragged; a new window is shown as a range first and taken when the pointer is let go.

import { type PointerEvent, useState } from 'react';
import { dragWindow, type Grip, gripAt } from '../../state/minimap-drag.ts';
import type { TimeWindow } from '../../state/trace-state.ts';

/** A shorter drag is a click with an unsteady hand. */
const MIN_DRAG_PX = 4;
/** How near to an edge takes hold of it. */
const REACH_PX = 6;

interface Drag {
  readonly grip: Grip;
  readonly startNs: number;
  readonly window: TimeWindow;
}

interface WindowDragInput {
  readonly window: TimeWindow;
  readonly durationNs: number;
  readonly nsPerPixel: number;
  readonly onZoom: (window: TimeWindow) => void;
}

export interface WindowDrag {
  /** What the pointer is on, or has hold of. */
  readonly grip: Grip;
  /** A new window that is being drawn. */
  readonly drawn: TimeWindow | undefined;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
  };
}

export function useWindowDrag(input: WindowDragInput): WindowDrag {
  const { window, durationNs, nsPerPixel, onZoom } = input;
  const [drag, setDrag] = useState<Drag>();
  const [drawn, setDrawn] = useState<TimeWindow>();
  const [hovered, setHovered] = useState<Grip>('outside');
  const nsAt = (event: PointerEvent<HTMLElement>): number =>
    (event.clientX - event.currentTarget.getBoundingClientRect().left) * nsPerPixel;
  const gripOf = (atNs: number): Grip => gripAt(window, durationNs, atNs, REACH_PX * nsPerPixel);
  const end = (): void => {
    setDrag(undefined);
    setDrawn(undefined);
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const startNs = nsAt(event);
    setDrag({ grip: gripOf(startNs), startNs, window });
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const atNs = nsAt(event);
    if (drag === undefined) {
      setHovered(gripOf(atNs));
      return;
    }
    const next = dragWindow(drag.grip, drag.window, drag.startNs, atNs, durationNs);
    if (drag.grip !== 'outside') onZoom(next);
    else if (Math.abs(atNs - drag.startNs) < MIN_DRAG_PX * nsPerPixel) setDrawn(undefined);
    else setDrawn(next);
  };
  const onPointerUp = (): void => {
    if (drawn !== undefined) onZoom(drawn);
    end();
  };
  return {
    grip: drag?.grip ?? hovered,
    drawn,
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: end },
  };
}
