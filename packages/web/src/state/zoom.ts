// The arithmetic of zooming: windows of time within a trace. Pure; gestures are in the views.

import type { TimeWindow } from './trace-state.ts';

/** Below this a bar says nothing more: one thousandth of what a clock resolves is far below it. */
const MIN_WINDOW_NS = 100;

/** The whole trace; never empty, so that a trace of no duration can be drawn. */
export function wholeTrace(durationNs: number): TimeWindow {
  return { fromNs: 0, toNs: Math.max(durationNs, MIN_WINDOW_NS) };
}

/** Moves and cuts a window so that it lies within the trace and is not too small. */
export function clampWindow(window: TimeWindow, durationNs: number): TimeWindow {
  const whole = wholeTrace(durationNs);
  const size = Math.min(Math.max(window.toNs - window.fromNs, MIN_WINDOW_NS), whole.toNs);
  const fromNs = Math.min(Math.max(window.fromNs, 0), whole.toNs - size);
  return { fromNs, toNs: fromNs + size };
}

/** Zooms by a factor (< 1 is closer) while the moment under the pointer stays where it is. */
export function zoomAt(
  window: TimeWindow,
  atNs: number,
  factor: number,
  durationNs: number,
): TimeWindow {
  const size = Math.max((window.toNs - window.fromNs) * factor, MIN_WINDOW_NS);
  const share = (atNs - window.fromNs) / (window.toNs - window.fromNs);
  const fromNs = atNs - share * size;
  return clampWindow({ fromNs, toNs: fromNs + size }, durationNs);
}

/** A window around a span, with a little air on both sides. */
export function windowAround(startNs: number, spanNs: number, durationNs: number): TimeWindow {
  const air = Math.max(spanNs * 0.05, MIN_WINDOW_NS / 2);
  return clampWindow({ fromNs: startNs - air, toNs: startNs + spanNs + air }, durationNs);
}

export function isWhole(window: TimeWindow, durationNs: number): boolean {
  const whole = wholeTrace(durationNs);
  return window.fromNs <= whole.fromNs && window.toNs >= whole.toNs;
}
