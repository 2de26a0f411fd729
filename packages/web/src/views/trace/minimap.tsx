// The whole trace at a glance, with the window that the waterfall shows; a drag sets the window.

import { useCallback, useMemo, useRef } from 'react';
import type { TraceModel } from '../../data/trace-model.ts';
import type { DrawTheme } from '../../draw/draw-waterfall.ts';
import { buildMinimap, drawMinimap, MINIMAP_HEIGHT } from '../../draw/minimap.ts';
import type { TimeWindow } from '../../state/trace-state.ts';
import { isWhole } from '../../state/zoom.ts';
import { useElementSize } from '../../widgets/use-element-size.ts';
import { useCanvas } from './use-canvas.ts';
import { useRangeDrag } from './use-range-drag.ts';

interface MinimapProps {
  readonly trace: TraceModel;
  readonly window: TimeWindow;
  readonly theme: DrawTheme;
  readonly colorOfService: (service: number) => string;
  readonly onZoom: (window: TimeWindow) => void;
}

export function Minimap({ trace, window, theme, colorOfService, onZoom }: MinimapProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(ref);
  const grid = useMemo(
    () => (width === 0 ? undefined : buildMinimap(trace, width)),
    [trace, width],
  );
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      if (grid !== undefined) drawMinimap(context, grid, theme.error, colorOfService);
    },
    [grid, theme, colorOfService],
  );
  const canvasRef = useCanvas(width, MINIMAP_HEIGHT, draw);
  const nsPerPixel = Math.max(trace.durationNs, 1) / Math.max(width, 1);
  const { range, ...handlers } = useRangeDrag(({ from, to }) =>
    onZoom({ fromNs: from * nsPerPixel, toNs: to * nsPerPixel }),
  );
  const left = window.fromNs / nsPerPixel;
  const right = width - window.toNs / nsPerPixel;
  return (
    <div
      className="minimap"
      data-testid="minimap"
      ref={ref}
      title="The whole trace; drag to zoom to a part of the time"
      {...handlers}
    >
      <canvas ref={canvasRef} tabIndex={-1} aria-hidden="true" />
      {!isWhole(window, trace.durationNs) && (
        <>
          <div className="minimap-shade" style={{ left: 0, width: left }} />
          <div className="minimap-shade" style={{ right: 0, width: Math.max(right, 0) }} />
        </>
      )}
      {range !== undefined && (
        <div className="drag-range" style={{ left: range.from, width: range.to - range.from }} />
      )}
    </div>
  );
}
