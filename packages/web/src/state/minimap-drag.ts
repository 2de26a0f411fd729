// What a drag on the minimap does to the window of time: its edges resize it, its inside moves it, and
// anywhere else a drag makes a new one. Pure; pixels and pointers are in the view.

import { assertNever } from '@throughline/model/base/assert';
import type { TimeWindow } from './trace-state.ts';
import { clampWindow, isWhole } from './zoom.ts';

export type Grip = 'from' | 'to' | 'inside' | 'outside';

/** What lies at a moment; `reachNs` is how near to an edge counts as on it. */
export function gripAt(
  window: TimeWindow,
  durationNs: number,
  atNs: number,
  reachNs: number,
): Grip {
  const toFrom = Math.abs(atNs - window.fromNs);
  const toTo = Math.abs(atNs - window.toNs);
  if (Math.min(toFrom, toTo) <= reachNs) return toFrom < toTo ? 'from' : 'to';
  // The whole trace cannot be moved: within it a drag makes a window.
  if (isWhole(window, durationNs)) return 'outside';
  return atNs > window.fromNs && atNs < window.toNs ? 'inside' : 'outside';
}

/** The window while the pointer, which took hold of `grip` at `startNs`, is at `atNs`. */
export function dragWindow(
  grip: Grip,
  window: TimeWindow,
  startNs: number,
  atNs: number,
  durationNs: number,
): TimeWindow {
  const byNs = atNs - startNs;
  switch (grip) {
    case 'from':
      return between(window.fromNs + byNs, window.toNs, durationNs);
    case 'to':
      return between(window.fromNs, window.toNs + byNs, durationNs);
    case 'inside':
      return clampWindow({ fromNs: window.fromNs + byNs, toNs: window.toNs + byNs }, durationNs);
    case 'outside':
      return between(startNs, atNs, durationNs);
    default:
      return assertNever(grip);
  }
}

/** An edge dragged over the other one becomes the other one. */
function between(aNs: number, bNs: number, durationNs: number): TimeWindow {
  const fromNs = Math.max(Math.min(aNs, bNs), 0);
  return clampWindow({ fromNs, toNs: Math.min(Math.max(aNs, bNs), durationNs) }, durationNs);
}
