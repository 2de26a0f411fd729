// Time to pixels and back, for one window of time on one width, and the ticks of its ruler.

import { formatTick } from '../base/format-duration.ts';
import type { TimeWindow } from '../state/trace-state.ts';

/** Room at both ends: a bar that starts at 0 is not glued to the edge, a label fits behind the last. */
export const PAD_LEFT = 8;
export const PAD_RIGHT = 72;

export interface TimeScale {
  readonly window: TimeWindow;
  readonly width: number;
  readonly toX: (ns: number) => number;
  readonly toNs: (x: number) => number;
}

export function makeTimeScale(window: TimeWindow, width: number): TimeScale {
  const inner = Math.max(width - PAD_LEFT - PAD_RIGHT, 1);
  const pixelsPerNs = inner / (window.toNs - window.fromNs);
  return {
    window,
    width,
    toX: (ns) => PAD_LEFT + (ns - window.fromNs) * pixelsPerNs,
    toNs: (x) => window.fromNs + (x - PAD_LEFT) / pixelsPerNs,
  };
}

export interface Tick {
  readonly ns: number;
  readonly x: number;
  readonly label: string;
}

const MIN_TICK_DISTANCE = 96;
const NICE_FACTORS: readonly number[] = [1, 2, 5, 10];

/** Ticks at round numbers of one unit, at least MIN_TICK_DISTANCE pixels apart. */
export function listTicks(scale: TimeScale): readonly Tick[] {
  const { window, width } = scale;
  const minStepNs = (window.toNs - window.fromNs) / Math.max(width / MIN_TICK_DISTANCE, 1);
  const stepNs = niceStep(minStepNs);
  const ticks: Tick[] = [];
  for (let i = Math.ceil(window.fromNs / stepNs); i * stepNs <= window.toNs; i++) {
    const ns = i * stepNs;
    ticks.push({ ns, x: scale.toX(ns), label: formatTick(ns, stepNs, window.toNs) });
  }
  return ticks;
}

/** The next of 1, 2, 5 · 10ⁿ ns; from a minute on, steps that divide minutes and hours. */
function niceStep(minNs: number): number {
  const long = [60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200].map((s) => s * 1e9);
  if (minNs > 50e9) {
    const found = long.find((ns) => ns >= minNs);
    if (found !== undefined) return found;
    return Math.ceil(minNs / 86_400e9) * 86_400e9;
  }
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(minNs, 1)));
  const factor = NICE_FACTORS.find((nice) => nice * magnitude >= minNs) ?? 10;
  return factor * magnitude;
}
