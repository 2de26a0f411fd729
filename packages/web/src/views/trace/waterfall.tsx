// The waterfall: tree of spans at the left as text, bars at the right on a canvas. Both show the same
// rows, and only those in view exist: 100,000 spans scroll like 40.

import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { TraceModel } from '../../data/trace-model.ts';
import { ROW_HEIGHT } from '../../draw/bar-layout.ts';
import { listTicks, makeTimeScale } from '../../draw/time-scale.ts';
import { useStoredNumber } from '../../state/stored-number.ts';
import { indexOfRow, rowsInView } from '../../state/visible-rows.ts';
import { SplitHandle } from '../../widgets/split-handle.tsx';
import { useElementSize } from '../../widgets/use-element-size.ts';
import { FoldButtons } from './fold-buttons.tsx';
import { chooseBaseDepth, describeAncestors } from './indentation.ts';
import { PathToggle } from './path-toggle.tsx';
import { Ruler } from './ruler.tsx';
import { useTracePage } from './trace-context.ts';
import type { TraceView } from './use-trace-view.ts';
import { WaterfallStage } from './waterfall-stage.tsx';

const TREE_WIDTH = 380;
const MIN_TREE_WIDTH = 140;
const MIN_TIMELINE_WIDTH = 120;

export function Waterfall() {
  const { trace, view, theme, hues, colorOfService } = useTracePage();
  const path = trace.path;
  const { visibleRows } = view;
  const scrollerRef = useRef<HTMLDivElement>(null);
  const body = useElementSize(scrollerRef);
  const [scrollTop, setScrollTop] = useState(0);
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
  const rows = visibleRows.subarray(first, end);
  const baseDepth = chooseBaseDepth(trace, rows, treeWidth);
  useRevealSelection(trace, view, scrollerRef, body.height);
  return (
    <section
      className="waterfall"
      data-testid="waterfall"
      aria-label="Waterfall"
      style={{ gridTemplateColumns: `${treeWidth}px minmax(0, 1fr)` }}
    >
      <div className="waterfall-head">
        <TreeTitle trace={trace} topRow={rows[0]} baseDepth={baseDepth} />
        <PathToggle isKnown={path !== undefined} view={view} />
        <FoldButtons tree={trace.tree} folded={view.folded} onFold={view.setFolded} />
      </div>
      <Ruler scale={scale} ticks={ticks} onZoom={view.zoomTo} />
      <div
        className="waterfall-body"
        ref={scrollerRef}
        data-testid="waterfall-scroll"
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      >
        <div style={{ height: visibleRows.length * ROW_HEIGHT }}>
          <WaterfallStage
            {...{
              trace,
              path,
              view,
              theme,
              hues,
              colorOfService,
              scale,
              ticks,
              scrollTop,
              treeWidth,
            }}
            {...{ first, end, baseDepth }}
            height={body.height}
          />
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

interface TreeTitleProps {
  readonly trace: TraceModel;
  readonly topRow: number | undefined;
  readonly baseDepth: number;
}

/** The head of the tree column: deep in a trace, the way from the root to here. */
function TreeTitle({ trace, topRow, baseDepth }: TreeTitleProps) {
  if (baseDepth === 0 || topRow === undefined) {
    return <span className="ellipsis">Service and operation</span>;
  }
  const ancestors = describeAncestors(trace, topRow);
  return (
    <span className="tree-crumbs ellipsis" title={ancestors}>
      <bdi>{ancestors}</bdi>
    </span>
  );
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
