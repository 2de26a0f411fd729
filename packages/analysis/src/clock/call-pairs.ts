// The two sides of a call, and by how much the callee's clock could be moved so that it lies within the
// call: the feasible interval [callStart − start, callEnd − end]. Not messages: a consumer may take one
// at any time after it was sent.

import { KIND_CONSUMER, KIND_PRODUCER } from '@throughline/model/span/span-kind';
import { NO_PARENT, type SpanTree } from '../tree/assemble-tree.ts';

export interface CallSide {
  readonly tree: SpanTree;
  readonly kind: ArrayLike<number>;
  readonly clock: ArrayLike<number>;
  readonly startNs: ArrayLike<number>;
  readonly endNs: ArrayLike<number>;
}

/** The caller's row when `row` is the callee's side of a call between two clocks, else -1. */
export function callerOf(side: CallSide, row: number): number {
  const parent = side.tree.parentRow[row] ?? NO_PARENT;
  if (parent === NO_PARENT || side.clock[parent] === side.clock[row]) return NO_PARENT;
  if (side.kind[row] === KIND_CONSUMER || side.kind[parent] === KIND_PRODUCER) return NO_PARENT;
  return parent;
}

export interface FeasibleShift {
  /** What the callee's times may be moved by, at least and at most. */
  leastNs: number;
  mostNs: number;
  /** How long after the call's end the callee began; negative where it began within. */
  afterNs: number;
}

export function feasibleShift(side: CallSide, caller: number, callee: number): FeasibleShift {
  return {
    leastNs: (side.startNs[caller] ?? 0) - (side.startNs[callee] ?? 0),
    mostNs: (side.endNs[caller] ?? 0) - (side.endNs[callee] ?? 0),
    afterNs: (side.startNs[callee] ?? 0) - (side.endNs[caller] ?? 0),
  };
}
