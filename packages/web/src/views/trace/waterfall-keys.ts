// The keys of the span tree, as the ARIA tree pattern has them, and a few of its own.

import { NO_PARENT } from '@throughline/analysis/tree/assemble-tree';
import { NO_RUN } from '../../data/sibling-runs.ts';
import type { TraceModel } from '../../data/trace-model.ts';
import {
  foldOneLevel,
  runOfItem,
  toggleRow,
  toggleRun,
  unfoldOneLevel,
} from '../../state/timeline-items.ts';
import { hasChildren } from '../../state/visible-rows.ts';
import { selectedIndexOf, selectedItemOf, selectItem } from './selected-item.ts';
import type { TraceView } from './use-trace-view.ts';

const PAGE_ROWS = 20;

/** What the keys read and move. */
export type TreeControl = Pick<
  TraceView,
  | 'shownItems'
  | 'selectedRow'
  | 'activeRun'
  | 'focusRow'
  | 'folding'
  | 'select'
  | 'goToRun'
  | 'setFolding'
  | 'zoomToRow'
  | 'focusOn'
>;

/** What is used of a keyboard event, React's or the browser's. */
export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly preventDefault: () => void;
}

export function handleTreeKey(event: PressedKey, trace: TraceModel, view: TreeControl): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const action = actionOf(event, trace, view);
  if (action === undefined) return;
  event.preventDefault();
  action();
}

function actionOf(
  event: PressedKey,
  trace: TraceModel,
  view: TreeControl,
): (() => void) | undefined {
  const { shownItems, selectedRow, activeRun } = view;
  const index = selectedIndexOf(view);
  const last = shownItems.count - 1;
  const goTo = (at: number): void =>
    selectItem(view, shownItems.items[Math.min(Math.max(at, 0), last)]);
  switch (event.key) {
    case 'ArrowDown':
      return () => goTo(index + 1);
    case 'ArrowUp':
      return () => goTo(index - 1);
    case 'PageDown':
      return () => goTo(index + PAGE_ROWS);
    case 'PageUp':
      return () => goTo(index - PAGE_ROWS);
    case 'Home':
      return () => goTo(0);
    case 'End':
      return () => goTo(last);
    case 'ArrowRight':
      return () => open(event, trace, view, () => goTo(index + 1));
    case 'ArrowLeft':
      return () => close(event, trace, view);
    case 'Enter':
      return activeRun === undefined
        ? undefined
        : () => view.setFolding(toggleRun(view.folding, activeRun));
    case 'w':
    case 'W': {
      const run = activeRun ?? (selectedRow === undefined ? NO_RUN : trace.runs.runOf[selectedRow]);
      if (run === undefined || run === NO_RUN) return undefined;
      return () => view.select(trace.runs.worstRow[run]);
    }
    case 'z':
    case 'Z':
      return selectedRow === undefined ? undefined : () => view.zoomToRow(selectedRow);
    case 'f':
    case 'F':
      if (event.shiftKey) return () => view.focusOn(undefined);
      return selectedRow === undefined ? undefined : () => view.focusOn(selectedRow);
    default:
      return undefined;
  }
}

/** Right: opens what is selected, else goes in. */
function open(event: PressedKey, trace: TraceModel, view: TreeControl, goIn: () => void): void {
  const { tree, runs } = trace;
  const { shownItems, folding } = view;
  if (event.shiftKey) {
    view.setFolding(unfoldOneLevel(tree, runs, shownItems));
    return;
  }
  const item = selectedItemOf(view);
  if (item === undefined) return;
  const run = runOfItem(item);
  const isOpen = run === undefined ? folding.folded[item] !== 1 : folding.openRuns[run] === 1;
  if (run === undefined && !hasChildren(tree, item)) return;
  if (isOpen) goIn();
  else view.setFolding(run === undefined ? toggleRow(folding, item) : toggleRun(folding, run));
}

/** Left: closes what is selected, else goes out. */
function close(event: PressedKey, trace: TraceModel, view: TreeControl): void {
  const { tree, runs } = trace;
  const { shownItems, folding } = view;
  if (event.shiftKey) {
    view.setFolding(foldOneLevel(tree, runs, shownItems));
    return;
  }
  const item = selectedItemOf(view);
  if (item === undefined) return;
  const run = runOfItem(item);
  if (run === undefined && hasChildren(tree, item) && folding.folded[item] !== 1) {
    view.setFolding(toggleRow(folding, item));
  } else if (run !== undefined && folding.openRuns[run] === 1) {
    view.setFolding(toggleRun(folding, run));
  } else {
    goOut(trace, view, item);
  }
}

/** To the run that a span is one of, else to the parent. */
function goOut({ tree, runs }: TraceModel, view: TreeControl, item: number): void {
  const run = runOfItem(item);
  const ownRun = run === undefined ? (runs.runOf[item] ?? NO_RUN) : NO_RUN;
  if (ownRun !== NO_RUN && item !== view.focusRow) {
    view.goToRun(ownRun);
    return;
  }
  const row = run === undefined ? item : (runs.rows[runs.start[run] ?? 0] ?? 0);
  const parent = tree.parentRow[row] ?? NO_PARENT;
  if (parent !== NO_PARENT && item !== view.focusRow) view.select(parent);
  else if (run === undefined) view.select(item);
}
