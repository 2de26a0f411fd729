// The line of the timeline that is selected: a span, or a run that the keys are on.

import { itemOfRun, runOfItem } from '../../state/timeline-items.ts';
import type { TraceView } from './use-trace-view.ts';

export function selectedItemOf({
  selectedRow,
  activeRun,
}: Pick<TraceView, 'selectedRow' | 'activeRun'>): number | undefined {
  return activeRun === undefined ? selectedRow : itemOfRun(activeRun);
}

/** Its place among the lines, or -1. */
export function selectedIndexOf({
  selectedRow,
  activeRun,
  shownItems,
}: Pick<TraceView, 'selectedRow' | 'activeRun' | 'shownItems'>): number {
  if (activeRun !== undefined) return shownItems.indexOfRun[activeRun] ?? -1;
  return selectedRow === undefined ? -1 : (shownItems.indexOfRow[selectedRow] ?? -1);
}

/** Selects a line. */
export function selectItem(
  view: Pick<TraceView, 'select' | 'goToRun'>,
  item: number | undefined,
): void {
  if (item === undefined) return;
  const run = runOfItem(item);
  if (run === undefined) view.select(item);
  else view.goToRun(run);
}
