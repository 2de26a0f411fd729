// Moves and zooms a picture: dragging and the wheel move it, the wheel with Ctrl zooms at the pointer. What
// was moved by hand stays; before that the picture fits its room.

import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useElementSize } from '../widgets/use-element-size.ts';
import { fitViewport, type Size, type Viewport, wholeViewport, zoomViewport } from './pan-zoom.ts';

const ZOOM_PER_PIXEL = 0.0025;
const LINE_PX = 16;
const ZOOM_STEP = 1.25;

export interface PanZoom {
  readonly viewport: Viewport;
  readonly screen: Size;
  readonly isDragged: boolean;
  readonly move: (change: (now: Viewport, screen: Size) => Viewport) => void;
  /** Moves it for as long as something is pointed out. */
  readonly pointOut: (change: (now: Viewport, screen: Size) => Viewport) => void;
  /** Back to where it was, unless it was moved by hand since. */
  readonly pointOutNothing: () => void;
  readonly zoomBy: (steps: number) => void;
  /** All of the picture. */
  readonly showAll: () => void;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: () => void;
}

export function usePanZoom(ref: RefObject<HTMLElement | null>, picture: Size): PanZoom {
  const screen = useElementSize(ref);
  const [moved, setMovedTo] = useState<Viewport>();
  /** Where it was before something was pointed out: `at` is undefined where it fitted its room. */
  const before = useRef<{ readonly at: Viewport | undefined }>(undefined);
  const setMoved = useCallback((next: Viewport) => {
    before.current = undefined;
    setMovedTo(next);
  }, []);
  const viewport = moved ?? fitViewport(picture, screen);
  const latest = useRef({ viewport, screen, picture });
  latest.current = { viewport, screen, picture };
  const drag = useRef<{ readonly x: number; readonly y: number; readonly from: Viewport }>(
    undefined,
  );
  const [isDragged, setDragged] = useState(false);
  const move = useCallback(
    (change: (now: Viewport, screen: Size) => Viewport) =>
      setMoved(change(latest.current.viewport, latest.current.screen)),
    [setMoved],
  );
  const latestMoved = useRef(moved);
  latestMoved.current = moved;
  const pointOut = useCallback((change: (now: Viewport, screen: Size) => Viewport) => {
    before.current ??= { at: latestMoved.current };
    setMovedTo(change(latest.current.viewport, latest.current.screen));
  }, []);
  const pointOutNothing = useCallback(() => {
    if (before.current !== undefined) setMovedTo(before.current.at);
    before.current = undefined;
  }, []);
  const zoomBy = useCallback(
    (steps: number) =>
      move((now, { width, height }) =>
        zoomViewport(now, { x: width / 2, y: height / 2 }, ZOOM_STEP ** steps),
      ),
    [move],
  );
  const showAll = useCallback(
    () => setMoved(wholeViewport(latest.current.picture, latest.current.screen)),
    [setMoved],
  );
  useWheel(ref, move);
  return {
    ...{ viewport, screen, isDragged, move, pointOut, pointOutNothing, zoomBy, showAll },
    onPointerDown: (event) => {
      if (event.button !== 0 || (event.target as Element).closest('button') !== null) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { x: event.clientX, y: event.clientY, from: viewport };
      setDragged(true);
    },
    onPointerMove: (event) => {
      const start = drag.current;
      if (start === undefined) return;
      const { from } = start;
      const x = from.x + event.clientX - start.x;
      setMoved({ scale: from.scale, x, y: from.y + event.clientY - start.y });
    },
    onPointerUp: () => {
      drag.current = undefined;
      setDragged(false);
    },
  };
}

/** React's wheel listeners are passive, so this one is added by hand. */
function useWheel(ref: RefObject<HTMLElement | null>, move: PanZoom['move']): void {
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_PX;
      if (event.ctrlKey || event.metaKey) {
        const { left, top } = element.getBoundingClientRect();
        const at = { x: event.clientX - left, y: event.clientY - top };
        move((now) => zoomViewport(now, at, Math.exp(-event.deltaY * unit * ZOOM_PER_PIXEL)));
        return;
      }
      const sideways = event.shiftKey && event.deltaX === 0;
      const x = (sideways ? event.deltaY : event.deltaX) * unit;
      const y = sideways ? 0 : event.deltaY * unit;
      move((now) => ({ ...now, x: now.x - x, y: now.y - y }));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [ref, move]);
}
