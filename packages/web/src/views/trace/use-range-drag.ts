// Dragging over a range of pixels: on the ruler and on the minimap.

import { type PointerEvent, useState } from 'react';
import type { PixelRun } from '../../base/fold-intervals.ts';

/** A shorter drag is a click with an unsteady hand. */
const MIN_DRAG_PX = 4;

export interface RangeDrag {
  /** What is being dragged over, to be shown. */
  readonly range: PixelRun | undefined;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: () => void;
}

export function useRangeDrag(onRange: (range: PixelRun) => void): RangeDrag {
  const [drag, setDrag] = useState<{ readonly startX: number; readonly x: number }>();
  const xOf = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.min(Math.max(event.clientX - box.left, 0), box.width);
  };
  const toRange = (startX: number, x: number): PixelRun | undefined =>
    Math.abs(x - startX) < MIN_DRAG_PX
      ? undefined
      : { from: Math.min(startX, x), to: Math.max(startX, x) };
  return {
    range: drag === undefined ? undefined : toRange(drag.startX, drag.x),
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const x = xOf(event);
      setDrag({ startX: x, x });
    },
    onPointerMove: (event) => {
      if (drag !== undefined) setDrag({ startX: drag.startX, x: xOf(event) });
    },
    onPointerUp: (event) => {
      if (drag === undefined) return;
      const range = toRange(drag.startX, xOf(event));
      setDrag(undefined);
      if (range !== undefined) onRange(range);
    },
    onPointerCancel: () => setDrag(undefined),
  };
}
