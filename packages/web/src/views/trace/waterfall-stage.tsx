// What is seen of the waterfall: the tree and the bars of the rows in view, hover and clicks. It
// stays in place while its container scrolls; both halves are moved together, by the same number.

import {
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react';
import type { PathIntervals, TraceModel } from '../../data/trace-model.ts';
import { ROW_HEIGHT } from '../../draw/bar-layout.ts';
import type { DrawTheme } from '../../draw/draw-waterfall.ts';
import type { Tick, TimeScale } from '../../draw/time-scale.ts';
import { Bars } from './bars.tsx';
import { SpanTreeRows } from './span-tree-rows.tsx';
import { useCrosshair } from './use-crosshair.ts';
import type { TraceView } from './use-trace-view.ts';
import { handleTreeKey } from './waterfall-keys.ts';

interface WaterfallStageProps {
  readonly trace: TraceModel;
  readonly path: PathIntervals | undefined;
  readonly view: TraceView;
  readonly theme: DrawTheme;
  readonly hues: readonly number[];
  readonly colorOfService: (service: number) => string;
  readonly scale: TimeScale;
  readonly ticks: readonly Tick[];
  readonly scrollTop: number;
  readonly treeWidth: number;
  readonly height: number;
  /** Rows in view: [first, end) of the visible rows. */
  readonly first: number;
  readonly end: number;
  readonly baseDepth: number;
}

export function WaterfallStage(props: WaterfallStageProps) {
  const { trace, view, hues, scale, scrollTop, treeWidth, height, first, end } = props;
  const { visibleRows, selectedRow } = view;
  const crosshair = useCrosshair(scale, treeWidth);
  const treeRef = useRef<HTMLDivElement>(null);
  useTreeFocus(treeRef);
  const [hoveredRow, setHoveredRow] = useState<number>();

  const rowAt = (event: MouseEvent): number | undefined => {
    const { top } = event.currentTarget.getBoundingClientRect();
    return visibleRows[Math.floor((event.clientY - top + scrollTop) / ROW_HEIGHT)];
  };
  const onPointerMove = (event: PointerEvent): void => {
    setHoveredRow(rowAt(event));
    crosshair.moveTo(event.clientX - event.currentTarget.getBoundingClientRect().left);
  };
  const onPointerLeave = (): void => {
    setHoveredRow(undefined);
    crosshair.hide();
  };
  // The tree keeps the focus, not its rows: they go when they are scrolled out of view.
  const onClickCapture = (): void => treeRef.current?.focus({ preventScroll: true });
  const onClick = (event: MouseEvent): void => {
    // A click that ends a selection of text selects text and nothing else.
    if (getSelection()?.isCollapsed === false) return;
    const row = rowAt(event);
    if (row !== undefined) view.select(row);
  };
  const onDoubleClick = (event: MouseEvent): void => {
    const row = rowAt(event);
    if (row !== undefined && event.target instanceof HTMLCanvasElement) view.zoomToRow(row);
  };
  return (
    // The pointer's part; the keyboard's way to all of this is the tree inside.
    <div
      className="waterfall-stage"
      style={{ height }}
      {...{ onPointerMove, onPointerLeave, onClickCapture, onClick, onDoubleClick }}
    >
      <div
        ref={treeRef}
        role="tree"
        tabIndex={0}
        className="span-tree"
        style={{ width: treeWidth }}
        aria-label={`Spans, ${visibleRows.length} rows`}
        aria-activedescendant={selectedRow === undefined ? undefined : `span-${selectedRow}`}
        onKeyDown={(event) => handleTreeKey(event, trace, view)}
      >
        <SpanTreeRows
          {...{ trace, view, hues, first, end, scrollTop, treeWidth, hoveredRow }}
          baseDepth={props.baseDepth}
        />
      </div>
      <Bars {...props} hoveredRow={hoveredRow} />
      <div className="crosshair" ref={crosshair.ref} hidden>
        <span />
      </div>
    </div>
  );
}

/** The arrow keys work at once when a trace is opened, unless a person is typing somewhere. */
function useTreeFocus(ref: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (document.activeElement instanceof HTMLInputElement) return;
    ref.current?.focus({ preventScroll: true });
  }, [ref]);
}
