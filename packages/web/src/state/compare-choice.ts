// Which traces of the results were chosen to be compared: two at most, the earlier choice giving way. Kept
// while the page is open, also across searches; the comparison itself has an address.

import { useSyncExternalStore } from 'react';

let chosen: readonly string[] = [];
const listeners = new Set<() => void>();

const MAX_CHOSEN = 2;

function set(next: readonly string[]): void {
  chosen = next;
  for (const listener of listeners) listener();
}

export function chooseToCompare(traceId: string, isChosen: boolean): void {
  const others = chosen.filter((each) => each !== traceId);
  set(isChosen ? [...others, traceId].slice(-MAX_CHOSEN) : others);
}

export function chooseNothing(): void {
  set([]);
}

export function useChosenToCompare(): readonly string[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => chosen,
  );
}
