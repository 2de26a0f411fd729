// What a span's own time was spent on, by what the span is: a database, a call whose other end is in the
// trace (then the rest is network and waiting to be taken), a call whose other end is not, or own code.
// Time before a message or a late child began is queueing, and is given by the critical path itself.

import { KIND_CLIENT, KIND_PRODUCER } from '@throughline/model/span/span-kind';
import { isSameService, type TimedTrace } from '../trace/trace.ts';

/** In the order in which they are shown. */
export const WORK_KINDS = ['own-code', 'database', 'network', 'remote', 'queueing'] as const;

export type WorkKind = (typeof WORK_KINDS)[number];

export const WORK_QUEUEING = WORK_KINDS.indexOf('queueing');

/** Index into WORK_KINDS of the row's own time. */
export function workOf(trace: TimedTrace, row: number): number {
  return WORK_KINDS.indexOf(workKindOf(trace, row));
}

function workKindOf(trace: TimedTrace, row: number): WorkKind {
  if (trace.isDatabase[row] === 1) return 'database';
  switch (trace.kind[row]) {
    case KIND_CLIENT:
      return hasOtherSide(trace, row) ? 'network' : 'remote';
    case KIND_PRODUCER:
      return 'remote';
    default:
      return 'own-code';
  }
}

/** Whether the callee of a call has spans in the trace. */
export function hasOtherSide(trace: TimedTrace, row: number): boolean {
  const { childStart, children } = trace.tree;
  for (let at = childStart[row] ?? 0; at < (childStart[row + 1] ?? 0); at++) {
    if (!isSameService(trace, row, children[at] ?? 0)) return true;
  }
  return false;
}
