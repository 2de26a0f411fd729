// The arithmetic of moving and zooming a picture: where its origin is on the screen, and how large it is.

import type { Point } from './graph-model.ts';

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const MIN_SCALE = 0.05;
const MAX_SCALE = 2;
/** A small graph is not blown up. */
const MAX_FIT_SCALE = 1;

/** Below this the names cannot be read: then the picture begins at its left, and is moved by hand. */
const LEAST_FIT_SCALE = 0.7;

/** All of the picture, in the middle; at least large enough to be read. */
export function fitViewport(picture: Size, screen: Size): Viewport {
  const whole = wholeViewport(picture, screen);
  if (whole.scale >= LEAST_FIT_SCALE) return whole;
  const scale = LEAST_FIT_SCALE;
  const slack = (room: number, size: number): number => (room - size * scale) / 2;
  return {
    scale,
    x: Math.max(slack(screen.width, picture.width), 0),
    y: slack(screen.height, picture.height),
  };
}

/** All of it, however small. */
export function wholeViewport(picture: Size, screen: Size): Viewport {
  const fitting = Math.min(
    screen.width / Math.max(picture.width, 1),
    screen.height / Math.max(picture.height, 1),
  );
  const scale = Math.min(Math.max(fitting, MIN_SCALE), MAX_FIT_SCALE);
  return {
    scale,
    x: (screen.width - picture.width * scale) / 2,
    y: (screen.height - picture.height * scale) / 2,
  };
}

/** What is at a point of the screen stays there. */
export function zoomViewport(viewport: Viewport, at: Point, factor: number): Viewport {
  const scale = Math.min(Math.max(viewport.scale * factor, MIN_SCALE), MAX_SCALE);
  const ratio = scale / viewport.scale;
  return {
    scale,
    x: at.x - (at.x - viewport.x) * ratio,
    y: at.y - (at.y - viewport.y) * ratio,
  };
}

/** Moved by as little as shows a box of the picture, with some air. */
export function revealBox(viewport: Viewport, box: Point & Size, screen: Size): Viewport {
  const air = 16;
  const shift = (offset: number, start: number, size: number, room: number): number => {
    const from = offset + start * viewport.scale;
    const to = from + size * viewport.scale;
    if (from < air) return offset + air - from;
    if (to > room - air) return offset + room - air - to;
    return offset;
  };
  return {
    scale: viewport.scale,
    x: shift(viewport.x, box.x, box.width, screen.width),
    y: shift(viewport.y, box.y, box.height, screen.height),
  };
}
