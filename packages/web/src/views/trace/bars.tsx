// The bars of the rows in view, on a canvas.

import { useCallback, useEffect, useState } from 'react';
import type { LostEdge } from '../../data/trace-analysis.ts';
import type { PathIntervals, TraceModel } from '../../data/trace-model.ts';
import { layoutBars } from '../../draw/bar-layout.ts';
import { type DrawTheme, drawWaterfall } from '../../draw/draw-waterfall.ts';
import type { Tick, TimeScale } from '../../draw/time-scale.ts';
import { useCanvas } from '../../widgets/use-canvas.ts';
import { selectedItemOf } from './selected-item.ts';
import type { TraceView } from './use-trace-view.ts';
import { useWheelZoom } from './use-wheel-zoom.ts';

interface BarsProps {
  readonly trace: TraceModel;
  readonly path: PathIntervals | undefined;
  readonly view: TraceView;
  readonly theme: DrawTheme;
  readonly colorOfService: (service: number) => string;
  readonly scale: TimeScale;
  readonly ticks: readonly Tick[];
  readonly first: number;
  readonly end: number;
  readonly scrollTop: number;
  readonly height: number;
  readonly hoveredItem: number | undefined;
  readonly isMatch: Uint8Array | undefined;
  readonly lost: ReadonlyMap<number, LostEdge> | undefined;
}

export function Bars(props: BarsProps) {
  const { trace, view, theme, colorOfService, scale, ticks } = props;
  const { first, end, scrollTop, height, hoveredItem, isMatch, lost } = props;
  const { shownItems, showsPath } = view;
  const { items } = shownItems;
  const selectedItem = selectedItemOf(view);
  const path = showsPath ? props.path : undefined;
  const areFontsLoaded = useFontsLoaded();
  // biome-ignore lint/correctness/useExhaustiveDependencies: labels measure anew with their font
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      // By the context that draws: digits are as wide as its element's style makes them.
      context.font = theme.font;
      const measureText = (text: string): number => context.measureText(text).width;
      drawWaterfall(context, {
        boxes: layoutBars({ trace, path, lost, items, first, end, scrollTop, scale, measureText }),
        ticks,
        width: scale.width,
        height,
        selectedItem,
        hoveredItem,
        isMatch,
        colorOfRow: (row) => colorOfService(trace.service[row] ?? 0),
        theme,
      });
    },
    [
      trace,
      path,
      lost,
      items,
      first,
      end,
      scrollTop,
      scale,
      ticks,
      height,
      selectedItem,
      hoveredItem,
      isMatch,
      colorOfService,
      theme,
      areFontsLoaded,
    ],
  );
  const canvasRef = useCanvas(scale.width, height, draw);
  useWheelZoom(canvasRef, scale, trace.durationNs, view.zoomTo);
  return (
    <canvas
      ref={canvasRef}
      data-testid="bars"
      style={{ width: scale.width, height }}
      tabIndex={-1}
      aria-hidden="true"
    />
  );
}

/** Labels drawn before the font had arrived are drawn again with it. */
function useFontsLoaded(): boolean {
  const [isLoaded, setLoaded] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    void document.fonts.ready.then(() => {
      if (isCurrent) setLoaded(true);
    });
    return () => {
      isCurrent = false;
    };
  }, []);
  return isLoaded;
}
