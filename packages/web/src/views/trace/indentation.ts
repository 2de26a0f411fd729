// How far the rows of the tree are indented. Deep in a trace that is relative to the shallowest row in
// view, so that the text keeps its room; the head of the column then says what is above.

import { nameOf, serviceOf, type TraceModel } from '../../data/trace-model.ts';

export const INDENT_PX = 12;
/** Room that the text of a row keeps, however deep the row is, and its share of a narrow column. */
const MIN_TEXT_PX = 200;
const MIN_TEXT_SHARE = 0.6;

export function maxIndentPx(treeWidth: number): number {
  return treeWidth - Math.min(MIN_TEXT_PX, treeWidth * MIN_TEXT_SHARE);
}

/** The level that is not indented; 0 unless the lines in view are too deep for the column. */
export function chooseBaseLevel(levels: Int32Array, treeWidth: number): number {
  let shallowest = Number.POSITIVE_INFINITY;
  let deepest = 0;
  for (const level of levels) {
    shallowest = Math.min(shallowest, level);
    deepest = Math.max(deepest, level);
  }
  const fits = deepest * INDENT_PX <= maxIndentPx(treeWidth);
  return fits || levels.length === 0 ? 0 : Math.max(shallowest - 1, 0);
}

/** As many ancestors as fit a line or a hover. */
const MAX_CRUMBS = 8;

/** The nearest ancestors of a row in words, outermost first. */
export function describeAncestors(trace: TraceModel, row: number): string {
  const crumbs: string[] = [];
  let at = trace.tree.parentRow[row] ?? -1;
  for (; at >= 0 && crumbs.length < MAX_CRUMBS; at = trace.tree.parentRow[at] ?? -1) {
    crumbs.unshift(`${serviceOf(trace, at)} ${nameOf(trace, at)}`);
  }
  return (at >= 0 ? ['…', ...crumbs] : crumbs).join(' › ');
}
