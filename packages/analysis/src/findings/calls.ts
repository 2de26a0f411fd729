// What rules have in common about calls: which spans are calls, to what they go, and which of them belong
// together. A call that is instrumented twice, by a client library and by HTTP below it, is one call.

import { KIND_CLIENT, KIND_CONSUMER, KIND_SERVER } from '@throughline/model/span/span-kind';
import { sayOperation } from '../text/say.ts';
import { childrenOf, isSameService, operationOf, serviceOf, type Trace } from '../trace/trace.ts';
import { NO_PARENT } from '../tree/assemble-tree.ts';
import type { FindingContext } from './finding.ts';

/** By row, the nearest row upwards, itself included, with which its service was entered. */
export function findEntries(trace: Trace): Int32Array {
  const entryOf = new Int32Array(trace.rowCount);
  for (const row of trace.tree.order) {
    const parent = trace.tree.parentRow[row] ?? NO_PARENT;
    const kind = trace.kind[row];
    const isEntry =
      parent === NO_PARENT ||
      kind === KIND_SERVER ||
      kind === KIND_CONSUMER ||
      !isSameService(trace, parent, row);
    entryOf[row] = isEntry ? row : (entryOf[parent] ?? row);
  }
  return entryOf;
}

/** A client span that is not part of another call of its service. */
export function isOutermostCall(trace: Trace, row: number): boolean {
  if (trace.kind[row] !== KIND_CLIENT) return false;
  const parent = trace.tree.parentRow[row] ?? NO_PARENT;
  if (parent === NO_PARENT) return true;
  return trace.kind[parent] !== KIND_CLIENT || !isSameService(trace, parent, row);
}

/** A query to a database, by client spans or by spans inside that say so. */
export function isQuery(trace: Trace, row: number): boolean {
  if (trace.isDatabase[row] === 0) return false;
  const parent = trace.tree.parentRow[row] ?? NO_PARENT;
  return parent === NO_PARENT || trace.isDatabase[parent] === 0;
}

/** Outermost calls that are no queries. */
export function isServiceCall(trace: Trace, row: number): boolean {
  return isOutermostCall(trace, row) && trace.isDatabase[row] === 0;
}

/**
 * The rows that match, by time, together where they do the same for the same request: by entry and name.
 * Groups of fewer than `minCalls` are left out.
 */
export function groupCalls(
  { trace, entryOf }: Pick<FindingContext, 'trace' | 'entryOf'>,
  minCalls: number,
  matches: (row: number) => boolean,
): number[][] {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < trace.rowCount; row++) {
    if (!matches(row)) continue;
    const key = (entryOf[row] ?? 0) * trace.operations.length + (trace.operation[row] ?? 0);
    const rows = groups.get(key);
    if (rows === undefined) groups.set(key, [row]);
    else rows.push(row);
  }
  const large = [...groups.values()].filter((rows) => rows.length >= minCalls);
  return large.map((rows) => byStart(trace, rows));
}

export function byStart(trace: Trace, rows: readonly number[]): number[] {
  return rows.toSorted((a, b) => (trace.startNs[a] ?? 0) - (trace.startNs[b] ?? 0));
}

/** Time on the critical path of the rows and of what is below them, each counted once. */
export function costOf({ trace, pathNsBefore }: FindingContext, rows: readonly number[]): number {
  const { position, order, subtreeSize } = trace.tree;
  let costNs = 0;
  let doneUntil = 0;
  const positions = rows.map((row) => position[row] ?? 0).sort((a, b) => a - b);
  for (const at of positions) {
    const end = at + (subtreeSize[order[at] ?? 0] ?? 1);
    if (end <= doneUntil) continue;
    costNs += (pathNsBefore[end] ?? 0) - (pathNsBefore[Math.max(at, doneUntil)] ?? 0);
    doneUntil = end;
  }
  return costNs;
}

/** `cart → currency \`GET /rates\``, or the call itself where the other side has no spans. */
export function sayCall(trace: Trace, row: number): string {
  const callee = childrenOf(trace, row).find((child) => !isSameService(trace, row, child));
  if (callee === undefined) return sayOperation(serviceOf(trace, row), operationOf(trace, row));
  const called = sayOperation(serviceOf(trace, callee), operationOf(trace, callee));
  return `${serviceOf(trace, row)} → ${called}`;
}

/** From the first start to the last end. */
export function spreadOf(trace: Trace, rows: readonly number[]): number {
  let fromNs = Number.POSITIVE_INFINITY;
  let toNs = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    fromNs = Math.min(fromNs, trace.startNs[row] ?? 0);
    toNs = Math.max(toNs, trace.endNs[row] ?? 0);
  }
  return toNs - fromNs;
}
