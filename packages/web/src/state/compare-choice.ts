// Which traces of the results were chosen to be compared: two at most, the earlier choice giving way. Kept
// while the page is open, also across searches; the comparison itself has an address.

import { useSyncExternalStore } from 'react';
import { createListeners } from '../base/listeners.ts';

let chosen: readonly string[] = [];
const { subscribe, notify } = createListeners();

const MAX_CHOSEN = 2;

function set(next: readonly string[]): void {
  chosen = next;
  notify();
}

export function chooseToCompare(traceId: string, isChosen: boolean): void {
  const others = chosen.filter((each) => each !== traceId);
  set(isChosen ? [...others, traceId].slice(-MAX_CHOSEN) : others);
}

export function chooseNothing(): void {
  set([]);
}

export function useChosenToCompare(): readonly string[] {
  return useSyncExternalStore(subscribe, () => chosen);
}
