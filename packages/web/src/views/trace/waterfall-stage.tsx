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
import { formatCount } from '../../base/format-count.ts';
import type { LostEdge } from '../../data/trace-analysis.ts';
import type { PathIntervals, TraceModel } from '../../data/trace-model.ts';
import { ROW_HEIGHT } from '../../draw/bar-layout.ts';
import type { DrawTheme } from '../../draw/draw-waterfall.ts';
import type { Tick, TimeScale } from '../../draw/time-scale.ts';
import { runOfItem, toggleRun } from '../../state/timeline-items.ts';
import { Bars } from './bars.tsx';
import { selectedItemOf, selectItem } from './selected-item.ts';
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
  readonly baseLevel: number;
  readonly isMatch: Uint8Array | undefined;
  readonly runHasMatch: Uint8Array | undefined;
  readonly lost: ReadonlyMap<number, LostEdge> | undefined;
}

export function WaterfallStage(props: WaterfallStageProps) {
  const { trace, view, hues, scale, scrollTop, treeWidth, height, first, end } = props;
  const { items } = view.shownItems;
  const selectedItem = selectedItemOf(view);
  const crosshair = useCrosshair(scale, treeWidth);
  const treeRef = useRef<HTMLDivElement>(null);
  useTreeFocus(treeRef);
  const [hoveredItem, setHoveredItem] = useState<number>();

  const itemAt = (event: MouseEvent): number | undefined => {
    const { top } = event.currentTarget.getBoundingClientRect();
    return items[Math.floor((event.clientY - top + scrollTop) / ROW_HEIGHT)];
  };
  const onPointerMove = (event: PointerEvent): void => {
    setHoveredItem(itemAt(event));
    crosshair.moveTo(event.clientX - event.currentTarget.getBoundingClientRect().left);
  };
  const onPointerLeave = (): void => {
    setHoveredItem(undefined);
    crosshair.hide();
  };
  // The tree keeps the focus, not its rows: they go when they are scrolled out of view.
  const onClickCapture = (): void => treeRef.current?.focus({ preventScroll: true });
  const onClick = (event: MouseEvent): void => {
    // A click that ends a selection of text selects text and nothing else.
    if (getSelection()?.isCollapsed === false) return;
    selectItem(view, itemAt(event));
  };
  const onDoubleClick = (event: MouseEvent): void => {
    const item = itemAt(event);
    if (item === undefined) return;
    const run = runOfItem(item);
    if (run !== undefined) view.setFolding(toggleRun(view.folding, run));
    else if (event.target instanceof HTMLCanvasElement) view.zoomToRow(item);
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
        aria-label={`Spans, ${formatCount(items.length)} rows`}
        aria-activedescendant={selectedItem === undefined ? undefined : `span-${selectedItem}`}
        onKeyDown={(event) => handleTreeKey(event, trace, view)}
      >
        <SpanTreeRows
          {...{ trace, view, hues, first, end, scrollTop, treeWidth, hoveredItem }}
          isMatch={props.isMatch}
          runHasMatch={props.runHasMatch}
          lost={props.lost}
          baseLevel={props.baseLevel}
        />
      </div>
      <Bars {...props} hoveredItem={hoveredItem} />
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
