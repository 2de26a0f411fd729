// The line under the pointer with the exact offset. Moved by hand, not by React: it follows every
// movement of the pointer and nothing else on the page does.

import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react';
import { formatDuration } from '../../base/format-duration.ts';
import type { TimeScale } from '../../draw/time-scale.ts';

/** Nearer to the right edge the label stands at the left of the line. */
const LABEL_PX = 80;

export interface Crosshair {
  readonly ref: RefObject<HTMLDivElement | null>;
  /** `x`: from the left edge of tree and bars together; over the tree there is no time to show. */
  readonly moveTo: (x: number) => void;
  readonly hide: () => void;
}

export function useCrosshair(scale: TimeScale, treeWidth: number): Crosshair {
  const ref = useRef<HTMLDivElement>(null);
  const hide = useCallback(() => {
    if (ref.current !== null) ref.current.hidden = true;
  }, []);
  // Another scale under a pointer that rests: the label would be wrong until it moves.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scale is what changed
  useLayoutEffect(hide, [hide, scale]);
  const moveTo = (x: number): void => {
    const line = ref.current;
    if (line === null) return;
    const timeX = x - treeWidth;
    line.hidden = timeX < 0;
    line.style.transform = `translateX(${x}px)`;
    line.dataset['side'] = timeX > scale.width - LABEL_PX ? 'left' : 'right';
    const label = line.firstElementChild;
    if (label !== null) label.textContent = formatDuration(Math.round(scale.toNs(timeX)));
  };
  return { ref, moveTo, hide };
}
