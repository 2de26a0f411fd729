// The list stays where it was: somebody who opens a trace and comes back, by whatever way, goes on with
// the next row. Another search begins at its top.

import { useLayoutEffect } from 'react';

let remembered = { address: '', top: 0 };

/** Where the list of this search was left; 0 for another search. */
export function rememberedTop(address: string): number {
  return remembered.address === address ? remembered.top : 0;
}

export function useListScroll(scroller: HTMLElement | null, address: string): void {
  useLayoutEffect(() => {
    if (scroller === null) return;
    remembered = { address, top: rememberedTop(address) };
    scroller.scrollTop = remembered.top;
    const onScroll = (): void => {
      remembered = { address, top: scroller.scrollTop };
    };
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => scroller.removeEventListener('scroll', onScroll);
  }, [scroller, address]);
}
