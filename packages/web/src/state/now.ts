// The moment that "now" means on the page. It stands still while one reads, so that the list, the charts and
// the next page of a list speak of one range; asking again moves it on.

import { useSyncExternalStore } from 'react';

/** Between two pages: coming from one to the other so soon is one look at the same moment. */
const STALE_MS = 15_000;

const listeners = new Set<() => void>();
let nowMs = Date.now();
let page: string | undefined;

/** What the person asked for: run, refresh, another range. */
export function moveNow(): void {
  nowMs = Math.max(Date.now(), nowMs + 1);
  for (const listener of listeners) listener();
}

/** A page with a time range was opened. Coming back to the one that was open last moves nothing. */
export function arriveAt(pathname: string): void {
  const isAnother = page !== undefined && page !== pathname;
  page = pathname;
  if (isAnother && Date.now() - nowMs > STALE_MS) moveNow();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useNowMs(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}
