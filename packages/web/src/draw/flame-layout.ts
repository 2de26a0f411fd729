// Which boxes of a flame graph are in view, in pixels. What is narrower than a pixel becomes one box for all of
// its pixel, found by halving: the work depends on the size of the picture, not on the trace.

import { type FlameModel, firstEndingAfter } from '../data/flame-model.ts';
import type { TimeWindow } from '../state/trace-state.ts';
import type { TimeScale } from './time-scale.ts';

export const FLAME_ROW = 22;

export interface FlameBox {
  /** Of the item, or of the first of those that share the pixel. */
  readonly slot: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Several items may be in it. */
  readonly isShared: boolean;
}

/** From edge to edge: unlike in the waterfall, labels stand in the boxes. */
export function makeFlameScale(window: TimeWindow, width: number): TimeScale {
  const pixelsPerNs = width / (window.toNs - window.fromNs);
  return {
    window,
    width,
    toX: (ns) => (ns - window.fromNs) * pixelsPerNs,
    toNs: (x) => window.fromNs + x / pixelsPerNs,
  };
}

export function layoutFlame(
  model: FlameModel,
  scale: TimeScale,
  scrollTop: number,
  height: number,
): readonly FlameBox[] {
  const boxes: FlameBox[] = [];
  const firstLevel = Math.max(Math.floor(scrollTop / FLAME_ROW), 0);
  const endLevel = Math.min(Math.ceil((scrollTop + height) / FLAME_ROW), model.levelCount);
  for (let level = firstLevel; level < endLevel; level++) {
    layoutLevel(model, level, scale, level * FLAME_ROW - scrollTop, boxes);
  }
  return boxes;
}

function layoutLevel(
  model: FlameModel,
  level: number,
  scale: TimeScale,
  y: number,
  boxes: FlameBox[],
): void {
  const end = model.levelStart[level + 1] ?? 0;
  const { fromNs, toNs } = scale.window;
  let slot = firstEndingAfter(model, model.levelStart[level] ?? 0, end, fromNs);
  // What ends where the window begins is a moment that lies on its edge.
  while (slot < end) {
    const startNs = model.fromNs[slot] ?? 0;
    if (startNs > toNs) break;
    const left = Math.max(scale.toX(startNs), 0);
    const right = Math.min(scale.toX(model.toNs[slot] ?? 0), scale.width);
    if (right - left >= 1) {
      boxes.push({ slot, x: left, y, width: right - left, isShared: false });
      slot++;
      continue;
    }
    const pixel = Math.floor(left);
    const next = firstEndingAfter(model, slot + 1, end, scale.toNs(pixel + 1));
    boxes.push({ slot, x: pixel, y, width: 1, isShared: next > slot + 1 });
    slot = next;
  }
}

/** What is drawn at a point of the picture. */
export function slotAt(
  model: FlameModel,
  scale: TimeScale,
  x: number,
  y: number,
): number | undefined {
  const level = Math.floor(y / FLAME_ROW);
  if (level < 0 || level >= model.levelCount) return undefined;
  const end = model.levelStart[level + 1] ?? 0;
  const slot = firstEndingAfter(model, model.levelStart[level] ?? 0, end, scale.toNs(x - 1));
  if (slot >= end) return undefined;
  return scale.toX(model.fromNs[slot] ?? 0) <= x + 1 ? slot : undefined;
}
