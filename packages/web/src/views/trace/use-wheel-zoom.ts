// The wheel over the bars: with Ctrl it zooms at the pointer, with Shift (or sideways) it moves the
// window. React's wheel listeners are passive, so this one is added by hand.

import { type RefObject, useEffect } from 'react';
import type { TimeScale } from '../../draw/time-scale.ts';
import type { TimeWindow } from '../../state/trace-state.ts';
import { clampWindow, isWhole, zoomAt } from '../../state/zoom.ts';

const ZOOM_PER_PIXEL = 0.0025;
/** Lines and pages, as some mice report them, in pixels. */
const LINE_PX = 16;

export function useWheelZoom(
  ref: RefObject<HTMLElement | null>,
  scale: TimeScale,
  durationNs: number,
  zoomTo: (window: TimeWindow) => void,
): void {
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_PX;
      const { window } = scale;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        const atNs = scale.toNs(event.clientX - element.getBoundingClientRect().left);
        const factor = Math.exp(event.deltaY * unit * ZOOM_PER_PIXEL);
        zoomTo(zoomAt(window, atNs, factor, durationNs));
        return;
      }
      const sideways = (event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX) * unit;
      if (sideways === 0 || isWhole(window, durationNs)) return;
      event.preventDefault();
      const byNs = scale.toNs(sideways) - scale.toNs(0);
      zoomTo(clampWindow({ fromNs: window.fromNs + byNs, toNs: window.toNs + byNs }, durationNs));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [ref, scale, durationNs, zoomTo]);
}
