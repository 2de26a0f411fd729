// The whole trace at a glance, with the window that the waterfall shows. The window is moved and resized
// by dragging; a drag beside it makes a new one, a double click shows the whole trace again.

import { useCallback, useMemo, useRef } from 'react';
import type { TraceModel } from '../../data/trace-model.ts';
import type { DrawTheme } from '../../draw/draw-waterfall.ts';
import { buildMinimap, drawMinimap, MINIMAP_HEIGHT } from '../../draw/minimap.ts';
import type { TimeWindow } from '../../state/trace-state.ts';
import { isWhole, wholeTrace } from '../../state/zoom.ts';
import { useCanvas } from '../../widgets/use-canvas.ts';
import { useElementSize } from '../../widgets/use-element-size.ts';
import { useWindowDrag } from './use-window-drag.ts';

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
  const whole = wholeTrace(trace.durationNs);
  const nsPerPixel = whole.toNs / Math.max(width, 1);
  const { grip, drawn, handlers } = useWindowDrag({
    window,
    durationNs: trace.durationNs,
    nsPerPixel,
    onZoom,
  });
  const left = Math.max(window.fromNs / nsPerPixel, 0);
  const right = Math.min(window.toNs / nsPerPixel, width);
  const onDoubleClick = (): void => onZoom(whole);
  return (
    // The pointer's part; by the keyboard, Z zooms to a span and Esc goes back.
    <div
      className="minimap"
      data-testid="minimap"
      data-grip={grip}
      ref={ref}
      title="The whole trace. Drag to choose a part of the time; drag the part to move it, its edges to resize it; double click to show all"
      {...handlers}
      {...{ onDoubleClick }}
    >
      <canvas ref={canvasRef} tabIndex={-1} aria-hidden="true" />
      {!isWhole(window, trace.durationNs) && (
        <>
          <div className="minimap-shade" style={{ left: 0, width: left }} />
          <div className="minimap-shade" style={{ right: 0, width: width - right }} />
        </>
      )}
      <div className="minimap-edge" style={{ left }} />
      <div className="minimap-edge" style={{ left: right }} />
      {drawn !== undefined && (
        <div
          className="drag-range"
          style={{
            left: drawn.fromNs / nsPerPixel,
            width: (drawn.toNs - drawn.fromNs) / nsPerPixel,
          }}
        />
      )}
    </div>
  );
}
