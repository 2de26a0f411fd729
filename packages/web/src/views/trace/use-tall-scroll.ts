// Where a tall list is scrolled to, beyond what browsers can lay out (state/tall-scroll.ts).

import { type RefObject, type UIEvent, useCallback, useRef, useState } from 'react';
import { afterScroll, contentHeight, scrollTo, type TallScroll } from '../../state/tall-scroll.ts';

export interface TallScroller {
  /** Of the list. */
  readonly topPx: number;
  /** Of the element that is scrolled. */
  readonly contentPx: number;
  readonly onScroll: (event: UIEvent<HTMLElement>) => void;
  readonly goTo: (topPx: number) => void;
}

export function useTallScroll(
  ref: RefObject<HTMLElement | null>,
  totalPx: number,
  viewportPx: number,
): TallScroller {
  const [topPx, setTopPx] = useState(0);
  const latest = useRef<TallScroll>({ scrollTop: 0, topPx: 0 });
  const take = useCallback(
    (next: TallScroll) => {
      const element = ref.current;
      if (element !== null && Math.abs(element.scrollTop - next.scrollTop) >= 1) {
        element.scrollTop = next.scrollTop;
      }
      latest.current = { ...next, scrollTop: element?.scrollTop ?? next.scrollTop };
      setTopPx(next.topPx);
    },
    [ref],
  );
  const onScroll = useCallback(
    ({ currentTarget }: UIEvent<HTMLElement>) =>
      take(afterScroll(latest.current, currentTarget.scrollTop, { totalPx, viewportPx })),
    [take, totalPx, viewportPx],
  );
  const goTo = useCallback(
    (wantedPx: number) => take(scrollTo(wantedPx, { totalPx, viewportPx })),
    [take, totalPx, viewportPx],
  );
  // A list that became shorter is not scrolled beyond its end.
  const lastPx = Math.max(totalPx - viewportPx, 0);
  return {
    topPx: Math.min(topPx, lastPx),
    contentPx: contentHeight({ totalPx, viewportPx }),
    ...{ onScroll, goTo },
  };
}
