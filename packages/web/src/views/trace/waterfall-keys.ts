// The keys of the span tree, as the ARIA tree pattern has them, and a few of its own.

import { NO_PARENT } from '@throughline/analysis/tree/assemble-tree';
import type { TraceModel } from '../../data/trace-model.ts';
import {
  foldOneLevel,
  hasChildren,
  indexOfRow,
  toggleFold,
  unfoldOneLevel,
} from '../../state/visible-rows.ts';
import type { TraceView } from './use-trace-view.ts';

const PAGE_ROWS = 20;

/** What the keys read and move. */
export type TreeControl = Pick<
  TraceView,
  'visibleRows' | 'selectedRow' | 'folded' | 'select' | 'setFolded' | 'zoomToRow'
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
  const { tree } = trace;
  const { visibleRows, selectedRow, folded } = view;
  const index = selectedRow === undefined ? -1 : indexOfRow(tree, visibleRows, selectedRow);
  const goTo = (at: number): void =>
    view.select(visibleRows[Math.min(Math.max(at, 0), visibleRows.length - 1)]);
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
      return () => goTo(visibleRows.length - 1);
    case 'ArrowRight':
      if (event.shiftKey) return () => view.setFolded(unfoldOneLevel(tree, folded));
      if (selectedRow === undefined || !hasChildren(tree, selectedRow)) return () => undefined;
      if (folded[selectedRow] !== 1) return () => goTo(index + 1);
      return () => view.setFolded(toggleFold(folded, selectedRow, false));
    case 'ArrowLeft': {
      if (event.shiftKey) return () => view.setFolded(foldOneLevel(tree, folded));
      if (selectedRow === undefined) return () => undefined;
      if (hasChildren(tree, selectedRow) && folded[selectedRow] !== 1) {
        return () => view.setFolded(toggleFold(folded, selectedRow, true));
      }
      const parent = tree.parentRow[selectedRow] ?? NO_PARENT;
      return () => view.select(parent === NO_PARENT ? selectedRow : parent);
    }
    case 'z':
    case 'Z':
      return selectedRow === undefined ? undefined : () => view.zoomToRow(selectedRow);
    default:
      return undefined;
  }
}
