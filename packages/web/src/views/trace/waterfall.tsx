// The waterfall: tree of spans at the left as text, bars at the right on a canvas. Both show the same
// rows, and only those in view exist: 100,000 spans scroll like 40.

import {
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { formatDuration } from '../../base/format-duration.ts';
import type { TraceModel } from '../../data/trace-model.ts';
import { ROW_HEIGHT } from '../../draw/bar-layout.ts';
import type { DrawTheme } from '../../draw/draw-waterfall.ts';
import { listTicks, makeTimeScale, type TimeScale } from '../../draw/time-scale.ts';
import { useStoredNumber } from '../../state/stored-number.ts';
import { indexOfRow, rowsInView } from '../../state/visible-rows.ts';
import { SplitHandle } from '../../widgets/split-handle.tsx';
import { useElementSize } from '../../widgets/use-element-size.ts';
import { Bars } from './bars.tsx';
import { FoldButtons } from './fold-buttons.tsx';
import { Ruler } from './ruler.tsx';
import { SpanTreeRows } from './span-tree-rows.tsx';
import type { TraceView } from './use-trace-view.ts';
import { handleTreeKey } from './waterfall-keys.ts';

interface WaterfallProps {
  readonly trace: TraceModel;
  readonly view: TraceView;
  readonly theme: DrawTheme;
  readonly hues: readonly number[];
  readonly colorOfService: (service: number) => string;
}

const TREE_WIDTH = 380;
const MIN_TREE_WIDTH = 140;
const MIN_TIMELINE_WIDTH = 120;

export function Waterfall({ trace, view, theme, hues, colorOfService }: WaterfallProps) {
  const { visibleRows, selectedRow } = view;
  const [bodySizeRef, body] = useElementSize<HTMLDivElement>();
  const scrollerRef = useRef<HTMLDivElement>(null);
  const crosshairRef = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [hoveredRow, setHoveredRow] = useState<number>();
  const [storedTreeWidth, setTreeWidth] = useStoredNumber('tree-width', TREE_WIDTH);
  const maxTreeWidth = Math.max(body.width - MIN_TIMELINE_WIDTH, MIN_TREE_WIDTH);
  const treeWidth = Math.min(storedTreeWidth, Math.max(maxTreeWidth * 0.62, MIN_TREE_WIDTH));

  const timelineWidth = Math.max(body.width - treeWidth, 0);
  const scale = useMemo(
    () => makeTimeScale(view.window, timelineWidth),
    [view.window, timelineWidth],
  );
  const ticks = useMemo(() => listTicks(scale), [scale]);
  const { first, end } = rowsInView(scrollTop, body.height, ROW_HEIGHT, visibleRows.length);
  useRevealSelection(trace, view, scrollerRef, body.height);

  const rowAt = (event: MouseEvent): number | undefined => {
    const top = scrollerRef.current?.getBoundingClientRect().top ?? 0;
    return visibleRows[Math.floor((event.clientY - top + scrollTop) / ROW_HEIGHT)];
  };
  const onPointerMove = (event: PointerEvent): void => {
    setHoveredRow(rowAt(event));
    const left = event.currentTarget.getBoundingClientRect().left + treeWidth;
    moveCrosshair(crosshairRef.current, event.clientX - left, treeWidth, scale);
  };
  const onPointerLeave = (): void => {
    setHoveredRow(undefined);
    if (crosshairRef.current !== null) crosshairRef.current.hidden = true;
  };
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
    <section
      className="waterfall"
      data-testid="waterfall"
      aria-label="Waterfall"
      style={{ gridTemplateColumns: `${treeWidth}px minmax(0, 1fr)` }}
    >
      <div className="waterfall-head">
        <span className="ellipsis">Service and operation</span>
        <FoldButtons tree={trace.tree} folded={view.folded} onFold={view.setFolded} />
      </div>
      <Ruler scale={scale} ticks={ticks} onZoom={view.zoomTo} />
      <div
        className="waterfall-body"
        ref={scrollerRef}
        data-testid="waterfall-scroll"
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      >
        <div className="waterfall-measure" ref={bodySizeRef} />
        <div style={{ height: visibleRows.length * ROW_HEIGHT }}>
          {/* The keyboard's way to all of this is the tree inside. */}
          {/* biome-ignore lint/a11y/noStaticElementInteractions: see above */}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
          <div
            className="waterfall-stage"
            style={{ height: body.height }}
            onPointerMove={onPointerMove}
            onPointerLeave={onPointerLeave}
            onClick={onClick}
            onDoubleClick={onDoubleClick}
          >
            <div
              role="tree"
              tabIndex={0}
              className="span-tree"
              style={{ width: treeWidth }}
              aria-label={`Spans, ${visibleRows.length} rows`}
              aria-activedescendant={selectedRow === undefined ? undefined : `span-${selectedRow}`}
              onKeyDown={(event) => handleTreeKey(event, trace, view)}
            >
              <SpanTreeRows
                trace={trace}
                view={view}
                hues={hues}
                first={first}
                end={end}
                scrollTop={scrollTop}
                treeWidth={treeWidth}
                hoveredRow={hoveredRow}
              />
            </div>
            <Bars
              trace={trace}
              view={view}
              theme={theme}
              colorOfService={colorOfService}
              scale={scale}
              ticks={ticks}
              first={first}
              end={end}
              scrollTop={scrollTop}
              height={body.height}
              hoveredRow={hoveredRow}
            />
            <div className="crosshair" ref={crosshairRef} hidden>
              <span />
            </div>
          </div>
        </div>
      </div>
      <SplitHandle
        label="Width of the tree"
        className="split-tree"
        offsetPx={treeWidth}
        size={treeWidth}
        min={MIN_TREE_WIDTH}
        max={maxTreeWidth}
        initial={TREE_WIDTH}
        direction={1}
        onResize={setTreeWidth}
      />
    </section>
  );
}

/** Beyond this the crosshair's label would be cut off at the right. */
const CROSSHAIR_LABEL_PX = 80;

/** Moved by hand, not by React: it follows every movement of the pointer. */
function moveCrosshair(
  crosshair: HTMLDivElement | null,
  x: number,
  treeWidth: number,
  scale: TimeScale,
): void {
  if (crosshair === null) return;
  crosshair.hidden = x < 0;
  crosshair.style.transform = `translateX(${treeWidth + x}px)`;
  crosshair.dataset['side'] = x > scale.width - CROSSHAIR_LABEL_PX ? 'left' : 'right';
  const label = crosshair.firstElementChild;
  if (label !== null) label.textContent = formatDuration(Math.round(scale.toNs(x)));
}

/** Scrolls to the selected row when it is out of sight, and only when the selection moves. */
function useRevealSelection(
  trace: TraceModel,
  view: TraceView,
  scrollerRef: RefObject<HTMLDivElement | null>,
  viewportHeight: number,
): void {
  const { selectedRow, visibleRows } = view;
  const revealed = useRef<number>(undefined);
  useLayoutEffect(() => {
    const scroller = scrollerRef.current;
    if (scroller === null || viewportHeight === 0 || revealed.current === selectedRow) return;
    const index = selectedRow === undefined ? -1 : indexOfRow(trace.tree, visibleRows, selectedRow);
    // Not among the rows yet: its ancestors are about to open.
    if (selectedRow !== undefined && index < 0) return;
    revealed.current = selectedRow;
    if (index < 0) return;
    const top = index * ROW_HEIGHT;
    const isFar =
      top < scroller.scrollTop - viewportHeight || top > scroller.scrollTop + 2 * viewportHeight;
    if (isFar) scroller.scrollTop = top - viewportHeight / 2;
    else if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + ROW_HEIGHT > scroller.scrollTop + viewportHeight) {
      scroller.scrollTop = top + ROW_HEIGHT - viewportHeight;
    }
  }, [trace, selectedRow, visibleRows, scrollerRef, viewportHeight]);
}
