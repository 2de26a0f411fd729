// A point in time that several charts show at once: where the pointer is on one of them. Not state of
// React: it changes with every movement of the pointer.

import { createListeners } from '../base/listeners.ts';

export interface Crosshair {
  /** The end of the interval under the pointer; undefined when it is on none of the charts. */
  readonly timeMs: number | undefined;
  readonly move: (timeMs: number | undefined) => void;
  /** Calls back after each change; returns how to stop that. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** One for all charts that belong together: `useState(createCrosshair)`. */
export function createCrosshair(): Crosshair {
  const { subscribe, notify } = createListeners();
  let timeMs: number | undefined;
  return {
    get timeMs() {
      return timeMs;
    },
    move: (next) => {
      if (next === timeMs) return;
      timeMs = next;
      notify();
    },
    subscribe,
  };
}
