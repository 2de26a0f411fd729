// One timeline of a comparison, on a canvas: as tall as it needs to be, up to a limit beyond which it scrolls.

import { Link } from '@tanstack/react-router';
import { STATUS_ERROR } from '@throughline/model/span/span-kind';
import { type PointerEvent, useCallback, useEffect, useRef, useState } from 'react';
import { formatQuantity } from '../../base/format-count.ts';
import { formatDuration } from '../../base/format-duration.ts';
import { type FlameModel, levelOfSlot } from '../../data/flame-model.ts';
import { nameOf, serviceOf, type TraceModel } from '../../data/trace-model.ts';
import { drawFlame } from '../../draw/draw-flame.ts';
import type { DrawTheme } from '../../draw/draw-waterfall.ts';
import { FLAME_ROW, layoutFlame, slotAt } from '../../draw/flame-layout.ts';
import type { TimeScale } from '../../draw/time-scale.ts';
import type { TimeWindow } from '../../state/trace-state.ts';
import { useCanvas } from '../../widgets/use-canvas.ts';
import { serviceColor } from '../trace/draw-theme.ts';
import { useWheelZoom } from '../trace/use-wheel-zoom.ts';

/** Two of them and the table below fit a laptop's screen. */
const MAX_LEVELS = 8;

interface TimelinePictureProps {
  readonly name: string;
  readonly trace: TraceModel;
  readonly flame: FlameModel;
  readonly scale: TimeScale;
  readonly wholeNs: number;
  readonly theme: DrawTheme;
  readonly hueOf: (service: string) => number;
  readonly selectedSlot: number | undefined;
  readonly onZoom: (window: TimeWindow) => void;
}

export function TimelinePicture(props: TimelinePictureProps) {
  const { name, trace, flame, scale, wholeNs, selectedSlot, onZoom } = props;
  const [scrollTop, setScrollTop] = useState(0);
  const [hovered, setHovered] = useState<number>();
  const scrollerRef = useRef<HTMLElement>(null);
  const height = Math.min(flame.levelCount, MAX_LEVELS) * FLAME_ROW;
  const canvasRef = usePicture(props, scrollTop, height, hovered);
  useWheelZoom(canvasRef, scale, wholeNs, onZoom);
  useEffect(() => {
    const scroller = scrollerRef.current;
    if (scroller === null || selectedSlot === undefined || selectedSlot < 0) return;
    const top = levelOfSlot(flame, selectedSlot) * FLAME_ROW;
    const isInSight = top >= scroller.scrollTop && top + FLAME_ROW <= scroller.scrollTop + height;
    if (!isInSight) scroller.scrollTop = top - height / 2;
  }, [flame, selectedSlot, height]);
  const onPointerMove = (event: PointerEvent): void => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    setHovered(slotAt(flame, scale, event.clientX - left, event.clientY - top + scrollTop));
  };
  const shown = hovered ?? (selectedSlot === -1 ? undefined : selectedSlot);
  return (
    <div className="compare-timeline" data-testid="compare-timeline">
      <p className="compare-timeline-head">
        <strong>{name}</strong>
        <span className="ellipsis muted">
          {shown === undefined
            ? formatQuantity(trace.rowCount, 'span')
            : describe(trace, flame.item[shown] ?? 0)}
        </span>
        <Link to="/trace/$traceId" params={{ traceId: trace.traceId }}>
          Open
        </Link>
      </p>
      <section
        ref={scrollerRef}
        className="compare-timeline-scroll"
        style={{ height }}
        // It scrolls, and whoever has no pointer must be able to.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        tabIndex={0}
        aria-label={`${name}: ${formatQuantity(trace.rowCount, 'span')} over ${formatDuration(trace.durationNs)}`}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      >
        <div style={{ height: flame.levelCount * FLAME_ROW }}>
          <canvas
            ref={canvasRef}
            tabIndex={-1}
            aria-hidden="true"
            style={{ width: scale.width, height }}
            onPointerMove={onPointerMove}
            onPointerLeave={() => setHovered(undefined)}
          />
        </div>
      </section>
    </div>
  );
}

function describe(trace: TraceModel, row: number): string {
  const duration = formatDuration(trace.spanDurationNs[row] ?? 0);
  const self = formatDuration(trace.self.selfNs[row] ?? 0);
  return `${serviceOf(trace, row)} ${nameOf(trace, row)}: ${duration}, ${self} of its own`;
}

function usePicture(
  { trace, flame, scale, theme, hueOf, selectedSlot }: TimelinePictureProps,
  scrollTop: number,
  height: number,
  hovered: number | undefined,
) {
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      context.font = theme.font;
      const rowOf = (slot: number): number => flame.item[slot] ?? 0;
      drawFlame(context, {
        boxes: layoutFlame(flame, scale, scrollTop, height),
        ...{ width: scale.width, height, theme, selectedSlot, hoveredSlot: hovered },
        colorOf: (slot) => serviceColor(theme, hueOf(serviceOf(trace, rowOf(slot)))),
        labelOf: (slot) => `${serviceOf(trace, rowOf(slot))} ${nameOf(trace, rowOf(slot))}`,
        isError: (slot) => trace.status[rowOf(slot)] === STATUS_ERROR,
        isMatch: () => false,
        measureText: (text) => context.measureText(text).width,
      });
    },
    [trace, flame, scale, theme, hueOf, selectedSlot, scrollTop, height, hovered],
  );
  return useCanvas(scale.width, height, draw);
}
