// The waterfall: tree of spans at the left as text, bars at the right on a canvas. Both show the same
// rows, and only those in view exist: a million spans scroll like 40.

import { useLayoutEffect, useMemo, useRef } from 'react';
import type { TraceModel } from '../../data/trace-model.ts';
import { ROW_HEIGHT } from '../../draw/bar-layout.ts';
import { listTicks, makeTimeScale } from '../../draw/time-scale.ts';
import { useStoredNumber } from '../../state/stored-number.ts';
import { runOfItem } from '../../state/timeline-items.ts';
import { rowsInView } from '../../state/visible-rows.ts';
import { SplitHandle } from '../../widgets/split-handle.tsx';
import { useElementSize } from '../../widgets/use-element-size.ts';
import { ClocksToggle } from './clocks-toggle.tsx';
import { FoldButtons } from './fold-buttons.tsx';
import { chooseBaseLevel, describeAncestors } from './indentation.ts';
import { PathToggle } from './path-toggle.tsx';
import { Ruler } from './ruler.tsx';
import { selectedIndexOf, selectedItemOf } from './selected-item.ts';
import { useTracePage } from './trace-context.ts';
import { type TallScroller, useTallScroll } from './use-tall-scroll.ts';
import type { TraceView } from './use-trace-view.ts';
import { WaterfallStage } from './waterfall-stage.tsx';

const TREE_WIDTH = 380;
const MIN_TREE_WIDTH = 140;
const MIN_TIMELINE_WIDTH = 120;

export function Waterfall() {
  const { trace, view, theme, hues, colorOfService, matches, analysis } = useTracePage();
  const { path } = trace;
  const { items } = view.shownItems;
  const scrollerRef = useRef<HTMLDivElement>(null);
  const body = useElementSize(scrollerRef);
  const scroll = useTallScroll(scrollerRef, items.length * ROW_HEIGHT, body.height);
  const { topPx: scrollTop } = scroll;
  const [storedTreeWidth, setTreeWidth] = useStoredNumber('tree-width', TREE_WIDTH);
  const maxTreeWidth = Math.max(body.width - MIN_TIMELINE_WIDTH, MIN_TREE_WIDTH);
  const treeWidth = Math.min(storedTreeWidth, Math.max(maxTreeWidth * 0.62, MIN_TREE_WIDTH));
  const timelineWidth = Math.max(body.width - treeWidth, 0);
  const scale = useMemo(
    () => makeTimeScale(view.window, timelineWidth),
    [view.window, timelineWidth],
  );
  const ticks = useMemo(() => listTicks(scale), [scale]);
  const { first, end } = rowsInView(scrollTop, body.height, ROW_HEIGHT, items.length);
  const baseLevel = chooseBaseLevel(view.shownItems.level.subarray(first, end), treeWidth);
  useRevealSelection(view, scroll, body.height);
  return (
    <section
      className="waterfall"
      data-testid="waterfall"
      aria-label="Waterfall"
      style={{ gridTemplateColumns: `${treeWidth}px minmax(0, 1fr)` }}
    >
      <div className="waterfall-head">
        <TreeTitle trace={trace} topItem={items[first]} baseLevel={baseLevel} />
        <ClocksToggle />
        <PathToggle view={view} />
        <FoldButtons />
      </div>
      <Ruler scale={scale} ticks={ticks} onZoom={view.zoomTo} />
      <div
        className="waterfall-body"
        ref={scrollerRef}
        data-testid="waterfall-scroll"
        onScroll={scroll.onScroll}
      >
        <div style={{ height: scroll.contentPx }}>
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
            {...{ first, end, baseLevel }}
            isMatch={matches?.isMatch}
            runHasMatch={matches?.runHasMatch}
            lost={analysis.analysis?.lost}
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
  readonly topItem: number | undefined;
  readonly baseLevel: number;
}

/** The head of the tree column: deep in a trace, the way from the root to here. */
function TreeTitle({ trace, topItem, baseLevel }: TreeTitleProps) {
  if (baseLevel === 0 || topItem === undefined) {
    return <span className="ellipsis">Operation</span>;
  }
  const run = runOfItem(topItem);
  const row = run === undefined ? topItem : (trace.runs.rows[trace.runs.start[run] ?? 0] ?? 0);
  const ancestors = describeAncestors(trace, row);
  return (
    <span className="tree-crumbs ellipsis" title={ancestors}>
      <bdi>{ancestors}</bdi>
    </span>
  );
}

/** Scrolls to the selected line when it is out of sight, and only when the selection moves. */
function useRevealSelection(view: TraceView, scroll: TallScroller, viewportHeight: number): void {
  const item = selectedItemOf(view);
  const index = selectedIndexOf(view);
  const revealed = useRef<number>(undefined);
  const { topPx, goTo } = scroll;
  useLayoutEffect(() => {
    if (viewportHeight === 0 || revealed.current === item) return;
    // Not among the lines yet: what hides it is about to open.
    if (item !== undefined && index < 0) return;
    revealed.current = item;
    if (index < 0) return;
    const top = index * ROW_HEIGHT;
    const isFar = top < topPx - viewportHeight || top > topPx + 2 * viewportHeight;
    if (isFar) goTo(top - viewportHeight / 2);
    else if (top < topPx) goTo(top);
    else if (top + ROW_HEIGHT > topPx + viewportHeight) goTo(top + ROW_HEIGHT - viewportHeight);
  }, [item, index, topPx, goTo, viewportHeight]);
}
