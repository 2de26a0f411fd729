// A flame graph on a canvas, with what the pointer and the keyboard do to it. What the boxes are, and what
// happens when one is selected, is up to the form (by time, or left heavy).

import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { type FlameModel, levelOfSlot } from '../../../data/flame-model.ts';
import { drawFlame, rememberWidths } from '../../../draw/draw-flame.ts';
import { FLAME_ROW, layoutFlame, makeFlameScale, slotAt } from '../../../draw/flame-layout.ts';
import { listTicks } from '../../../draw/time-scale.ts';
import type { TimeWindow } from '../../../state/trace-state.ts';
import { useCanvas } from '../../../widgets/use-canvas.ts';
import { useElementSize } from '../../../widgets/use-element-size.ts';
import { Ruler } from '../ruler.tsx';
import { useTracePage } from '../trace-context.ts';
import { useWheelZoom } from '../use-wheel-zoom.ts';

export type FlameStep = 'above' | 'below' | 'before' | 'after';

export interface FlameCanvasProps {
  readonly label: string;
  readonly flame: FlameModel;
  readonly window: TimeWindow;
  readonly wholeNs: number;
  readonly zoomTo: (window: TimeWindow) => void;
  readonly zoomToSlot: (slot: number) => void;
  /** The part that is shown is smaller than the whole. */
  readonly onEscape?: (() => void) | undefined;
  readonly selectedSlot: number | undefined;
  readonly onSelect: (slot: number) => void;
  /** Where an arrow key leads from a slot. */
  readonly stepFrom: (slot: number, step: FlameStep) => number | undefined;
  readonly serviceOf: (slot: number) => number;
  readonly labelOf: (slot: number) => string;
  readonly isError: (slot: number) => boolean;
  readonly isMatch: (slot: number) => boolean;
  readonly describe: (slot: number) => ReactNode;
}

const STEPS: Readonly<Record<string, FlameStep>> = {
  ArrowUp: 'above',
  ArrowDown: 'below',
  ArrowLeft: 'before',
  ArrowRight: 'after',
};

export function FlameCanvas(props: FlameCanvasProps) {
  const { flame, window, selectedSlot, onSelect } = props;
  const scrollerRef = useRef<HTMLDivElement>(null);
  const { width, height } = useElementSize(scrollerRef);
  const [scrollTop, setScrollTop] = useState(0);
  const [hover, setHover] = useState<{ slot: number; x: number; y: number }>();
  const scale = useMemo(() => makeFlameScale(window, width), [window, width]);
  const ticks = useMemo(() => listTicks(scale), [scale]);
  const canvasRef = useDrawing(props, scale, { scrollTop, height, hovered: hover?.slot });
  useWheelZoom(canvasRef, scale, props.wholeNs, props.zoomTo);
  useRevealedLevel(flame, selectedSlot, scrollerRef);
  const slotOfPointer = (event: PointerEvent | React.MouseEvent): number | undefined => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return slotAt(flame, scale, event.clientX - left, event.clientY - top + scrollTop);
  };
  const onPointerMove = (event: PointerEvent): void => {
    const slot = slotOfPointer(event);
    const { left, top } = event.currentTarget.getBoundingClientRect();
    setHover(
      slot === undefined ? undefined : { slot, x: event.clientX - left, y: event.clientY - top },
    );
  };
  return (
    <div className="flame">
      <div className="flame-ruler">
        <Ruler scale={scale} ticks={ticks} onZoom={props.zoomTo} />
      </div>
      <div
        ref={scrollerRef}
        className="flame-scroll"
        data-testid="flame"
        data-levels={flame.levelCount}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      >
        <div style={{ height: Math.max(flame.levelCount * FLAME_ROW, height) }}>
          {/* biome-ignore lint/a11y/useSemanticElements: a picture that is walked by keys, no fieldset */}
          <div
            role="group"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys work where the focus is
            tabIndex={0}
            className="flame-stage"
            style={{ height }}
            aria-label={`${props.label}. The arrow keys go from box to box, Z zooms.`}
            onKeyDown={(event) => handleKey(event, props)}
            onPointerMove={onPointerMove}
            onPointerLeave={() => setHover(undefined)}
            onClick={(event) => {
              const slot = slotOfPointer(event);
              if (slot !== undefined) onSelect(slot);
            }}
            onDoubleClick={(event) => {
              const slot = slotOfPointer(event);
              if (slot !== undefined) props.zoomToSlot(slot);
            }}
          >
            <canvas ref={canvasRef} style={{ width, height }} tabIndex={-1} aria-hidden="true" />
            {hover !== undefined && (
              <FlameTip x={hover.x} y={hover.y} width={width} height={height}>
                {props.describe(hover.slot)}
              </FlameTip>
            )}
          </div>
        </div>
      </div>
      <p className="visually-hidden" role="status">
        {selectedSlot === undefined ? '' : props.describe(selectedSlot)}
      </p>
    </div>
  );
}

function handleKey(event: KeyboardEvent, props: FlameCanvasProps): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { flame, selectedSlot, stepFrom, onSelect } = props;
  const step = STEPS[event.key];
  if (step !== undefined) {
    const next =
      selectedSlot === undefined
        ? flame.item.length > 0
          ? 0
          : undefined
        : stepFrom(selectedSlot, step);
    if (next !== undefined) onSelect(next);
  } else if (event.key.toLowerCase() === 'z' && selectedSlot !== undefined) {
    props.zoomToSlot(selectedSlot);
  } else if (event.key === 'Escape' && props.onEscape !== undefined) {
    props.onEscape();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

interface Drawn {
  readonly scrollTop: number;
  readonly height: number;
  readonly hovered: number | undefined;
}

function useDrawing(
  props: FlameCanvasProps,
  scale: ReturnType<typeof makeFlameScale>,
  { scrollTop, height, hovered }: Drawn,
) {
  const { theme, colorOfService } = useTracePage();
  const { flame, selectedSlot, serviceOf, labelOf, isError, isMatch } = props;
  const widths = useMemo(() => {
    const context = document.createElement('canvas').getContext('2d');
    if (context !== null) context.font = theme.font;
    return rememberWidths((text) => context?.measureText(text).width ?? 0);
  }, [theme]);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      drawFlame(context, {
        boxes: layoutFlame(flame, scale, scrollTop, height),
        ...{ width: scale.width, height, theme, selectedSlot, hoveredSlot: hovered },
        colorOf: (slot) => colorOfService(serviceOf(slot)),
        ...{ labelOf, isError, isMatch },
        measureText: widths,
      });
    },
    [
      flame,
      scale,
      scrollTop,
      height,
      theme,
      selectedSlot,
      hovered,
      colorOfService,
      serviceOf,
      labelOf,
      isError,
      isMatch,
      widths,
    ],
  );
  return useCanvas(scale.width, height, draw);
}

/** Scrolls when the selection moves to a level that is out of sight. */
function useRevealedLevel(
  flame: FlameModel,
  selectedSlot: number | undefined,
  ref: React.RefObject<HTMLElement | null>,
): void {
  useEffect(() => {
    const scroller = ref.current;
    if (scroller === null || selectedSlot === undefined) return;
    const top = levelOfSlot(flame, selectedSlot) * FLAME_ROW;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + FLAME_ROW > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = top + FLAME_ROW - scroller.clientHeight;
    }
  }, [flame, selectedSlot, ref]);
}

interface FlameTipProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly children: ReactNode;
}

const TIP_GAP = 14;

/** Beside the pointer, on the side where there is room. */
function FlameTip({ x, y, width, height, children }: FlameTipProps) {
  const across = x > width / 2 ? { right: width - x + TIP_GAP } : { left: x + TIP_GAP };
  const down = y > height / 2 ? { bottom: height - y + TIP_GAP } : { top: y + TIP_GAP };
  return (
    <div className="flame-tip" style={{ ...across, ...down }} aria-hidden="true">
      {children}
    </div>
  );
}
