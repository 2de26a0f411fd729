// Where errors began and how far they went: an origin is a failed span below which nothing failed; from
// there the error goes up as long as what called failed too. Spans inside a service that were not marked
// do not stop it, because few programs mark all of them. O(n).

import { utf8ToText } from '@throughline/model/base/utf8';
import { parseAttributeText } from '@throughline/model/span/attribute-value';
import { isAsynchronous } from '../path/waited-children.ts';
import { childrenOf, isSameService, type Trace } from '../trace/trace.ts';
import { NO_PARENT } from '../tree/assemble-tree.ts';

export interface ErrorOrigin {
  readonly row: number;
  /** Failed rows from the origin upwards, the origin first. */
  readonly chain: readonly number[];
  /** Whether the root failed with it. */
  readonly reachesRoot: boolean;
  /** The row that was called and did not fail; undefined when the chain ends at a root. */
  readonly endedAt: number | undefined;
}

/** An error that went further up than this is said to have ended there. */
const MAX_CHAIN = 64;

/** Those that reach the root first, then by the time of the failure. */
export function findErrorOrigins(trace: Trace): ErrorOrigin[] {
  const carries = errorsBelow(trace);
  const origins: ErrorOrigin[] = [];
  for (let row = 0; row < trace.rowCount; row++) {
    if (trace.isError[row] !== 1) continue;
    if (childrenOf(trace, row).some((child) => carries[child] === 1)) continue;
    origins.push(followUp(trace, row));
  }
  return origins.sort(
    (a, b) =>
      Number(b.reachesRoot) - Number(a.reachesRoot) ||
      (trace.endNs[a.row] ?? 0) - (trace.endNs[b.row] ?? 0),
  );
}

/** 1 where the row failed, or passes on the failure of a child of its own service unmarked. */
function errorsBelow(trace: Trace): Uint8Array {
  const carries = trace.isError.slice();
  for (let at = trace.rowCount - 1; at >= 0; at--) {
    const row = trace.tree.order[at] ?? 0;
    const parent = trace.tree.parentRow[row] ?? NO_PARENT;
    if (carries[row] === 1 && parent !== NO_PARENT && passesUnmarked(trace, parent, row)) {
      carries[parent] = 1;
    }
  }
  return carries;
}

function passesUnmarked(trace: Trace, parent: number, child: number): boolean {
  const isInside = (trace.kind[parent] ?? 0) <= 1;
  return isInside && isSameService(trace, parent, child) && !isAsynchronous(trace, child);
}

function followUp(trace: Trace, origin: number): ErrorOrigin {
  const chain = [origin];
  let row = origin;
  let endedAt: number | undefined;
  while (chain.length < MAX_CHAIN && !isAsynchronous(trace, row)) {
    const parent = trace.tree.parentRow[row] ?? NO_PARENT;
    if (parent === NO_PARENT) break;
    const failed = trace.isError[parent] === 1 ? parent : failedAbove(trace, parent, row);
    if (failed === NO_PARENT) {
      endedAt = parent;
      break;
    }
    chain.push(failed);
    row = failed;
  }
  return { row: origin, chain, reachesRoot: row === trace.rootRow, endedAt };
}

/** The failed row above one that is not marked, where only rows like it are between. */
function failedAbove(trace: Trace, unmarked: number, child: number): number {
  let row = child;
  let parent = unmarked;
  for (let steps = 0; steps < MAX_CHAIN && parent !== NO_PARENT; steps++) {
    if (trace.isError[parent] === 1) return parent;
    if (!passesUnmarked(trace, parent, row)) return NO_PARENT;
    row = parent;
    parent = trace.tree.parentRow[row] ?? NO_PARENT;
  }
  return NO_PARENT;
}

/** Timed out, and too many requests: statuses of the client's range that say something of the server. */
const TELLING_STATUSES = [408, 429];

/** Whether HTTP calls the error the client's own: not found, not allowed. */
export function isClientFault(trace: Trace, chain: readonly number[]): boolean {
  return chain.some((row) => {
    const status = trace.fields.number('httpStatus', row) ?? 0;
    return status >= 400 && status < 500 && !TELLING_STATUSES.includes(status);
  });
}

/** Longest text of an error in a sentence; the span has it in full. */
const MAX_ERROR_TEXT = 120;

/** What the span says of its error: status message, exception, error type, HTTP status. */
export function errorText(trace: Trace, row: number): string {
  const at = trace.batchRow[row] ?? 0;
  const text =
    trace.batch.statusMessage.textAt(at) ||
    exceptionMessage(trace, at) ||
    trace.fields.text('errorType', row) ||
    httpText(trace.fields.text('httpStatus', row));
  return text.length > MAX_ERROR_TEXT ? `${text.slice(0, MAX_ERROR_TEXT - 1)}…` : text;
}

function httpText(status: string | undefined): string {
  return status === undefined ? '' : `HTTP ${status}`;
}

function exceptionMessage({ batch: { events } }: Trace, batchRow: number): string {
  const { keyNames, index, values } = events.attributes;
  const first = batchRow === 0 ? 0 : events.ends.at(batchRow - 1);
  for (let event = events.ends.at(batchRow) - 1; event >= first; event--) {
    if (events.name.textAt(event) !== 'exception') continue;
    for (let entry = index.startOf(event); entry < index.endOf(event); entry++) {
      if (keyNames.textOf(index.keys.at(entry)) !== 'exception.message') continue;
      const value = parseAttributeText(utf8ToText(values.at(entry)));
      return value.type === 'string' ? value.value : '';
    }
  }
  return '';
}
