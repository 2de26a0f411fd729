// What a search finds in a trace, as rows in the order of the tree: by what the page holds itself (services,
// names, ids), and by the spans that the server names.

import { NO_RUN } from './sibling-runs.ts';
import { rowsOfSpanIds, spanIdOf } from './span-ids.ts';
import type { TraceModel } from './trace-model.ts';

export interface SpanMatches {
  /** In the order of the tree. */
  readonly rows: Int32Array;
  /** 1 by row. */
  readonly isMatch: Uint8Array;
  /** 1 by run of siblings that has one of them. */
  readonly runHasMatch: Uint8Array;
}

/** From here on hex digits are meant as an id. */
const MIN_ID_DIGITS = 6;

/** Rows whose service or name has the text in it, or whose id begins with it; upper or lower case. */
export function matchNames(trace: TraceModel, text: string): Uint8Array {
  const wanted = text.trim().toLowerCase();
  const isMatch = new Uint8Array(trace.rowCount);
  if (wanted === '') return isMatch;
  const has = (name: string): boolean => name.toLowerCase().includes(wanted);
  const services = trace.services.map(has);
  const names = trace.names.map(has);
  const isId = wanted.length >= MIN_ID_DIGITS && /^[0-9a-f]{1,16}$/.test(wanted);
  for (let row = 0; row < trace.rowCount; row++) {
    const isNamed = services[trace.service[row] ?? 0] || names[trace.name[row] ?? 0];
    if (isNamed || (isId && spanIdOf(trace, row).startsWith(wanted))) isMatch[row] = 1;
  }
  return isMatch;
}

export function matchSpans(
  trace: TraceModel,
  named: Uint8Array,
  spanIds: readonly string[],
): SpanMatches {
  const isMatch = named.slice();
  if (spanIds.length > 0) for (const row of rowsOfSpanIds(trace, spanIds)) isMatch[row] = 1;
  const rows = trace.tree.order.filter((row) => isMatch[row] === 1);
  const { runOf, count } = trace.runs;
  const runHasMatch = new Uint8Array(count);
  for (const row of rows) {
    const run = runOf[row] ?? NO_RUN;
    if (run !== NO_RUN) runHasMatch[run] = 1;
  }
  return { rows, isMatch, runHasMatch };
}

/** Where among the matches to go on from a row: the next one, or with -1 the one before; round about. */
export function nextMatch(
  { tree }: TraceModel,
  { rows }: SpanMatches,
  from: number | undefined,
  step: 1 | -1,
): number | undefined {
  if (rows.length === 0) return undefined;
  if (from === undefined) return step === 1 ? rows[0] : rows.at(-1);
  const position = tree.position[from] ?? 0;
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tree.position[rows[middle] ?? 0] ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  const isHere = rows[low] === from;
  const at = step === 1 ? (isHere ? low + 1 : low) : low - 1;
  return rows[(at + rows.length) % rows.length];
}
