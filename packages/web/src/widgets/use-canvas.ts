// A canvas that is redrawn before the browser paints, sharp at any pixel density.

import { type RefObject, useLayoutEffect, useRef } from 'react';

export function useCanvas(
  width: number,
  height: number,
  draw: (context: CanvasRenderingContext2D) => void,
): RefObject<HTMLCanvasElement | null> {
  const ref = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    // Not measured yet: there is nothing to draw on.
    if (!canvas || !context || width === 0 || height === 0) return;
    const density = window.devicePixelRatio;
    const pixels = { width: Math.round(width * density), height: Math.round(height * density) };
    // Setting the size clears the canvas and is slow: only when it changed.
    if (canvas.width !== pixels.width) canvas.width = pixels.width;
    if (canvas.height !== pixels.height) canvas.height = pixels.height;
    context.setTransform(density, 0, 0, density, 0, 0);
    draw(context);
  }, [width, height, draw]);
  return ref;
}
