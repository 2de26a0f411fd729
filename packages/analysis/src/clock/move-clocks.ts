// Clocks that are off, seen in one trace, as a view: by how much each span is moved so that the callee's
// side of every call lies within the call. One shift per pair of clocks, from all their calls in the
// trace: the middle of the interval that all of them allow (Jaeger's adjuster takes the middle per span).
// Only where a callee began before the call, or after it had ended: one that merely ends too late was
// closed late, or its caller gave up. Raw times are never changed.

import { NO_PARENT } from '../tree/assemble-tree.ts';
import { type CallSide, callerOf, type FeasibleShift, feasibleShift } from './call-pairs.ts';

/** What less shows may be the resolution of clocks, or a span closed after its answer was sent. */
const MIN_SHIFT_NS = 1_000_000;

export interface PairShift {
  readonly caller: string;
  readonly callee: string;
  /** To be added to the callee's times to speak of the caller's clock. */
  readonly shiftNs: number;
}

/**
 * By row, what is to be added to its times. `known`: shifts that many traces have shown, which go before
 * what this trace shows alone, unless it shows that they no longer hold. Undefined when nothing is to be moved.
 */
export function moveClocks(
  side: CallSide,
  clocks: readonly string[],
  known: readonly PairShift[],
): Float64Array | undefined {
  const shiftOfPair = pairShifts(side, clocks, known);
  if (shiftOfPair.size === 0) return undefined;
  const { tree } = side;
  const shiftNs = new Float64Array(tree.rowCount);
  for (const row of tree.order) {
    const parent = tree.parentRow[row] ?? NO_PARENT;
    if (parent === NO_PARENT) continue;
    const pair = (side.clock[parent] ?? 0) * clocks.length + (side.clock[row] ?? 0);
    shiftNs[row] = (shiftNs[parent] ?? 0) + (shiftOfPair.get(pair) ?? 0);
  }
  return shiftNs;
}

/** By `caller × clocks + callee`; only pairs that are to be moved. */
function pairShifts(
  side: CallSide,
  clocks: readonly string[],
  known: readonly PairShift[],
): Map<number, number> {
  const bounds = new Map<number, FeasibleShift>();
  for (let row = 0; row < side.tree.rowCount; row++) {
    const caller = callerOf(side, row);
    if (caller === NO_PARENT) continue;
    const pair = (side.clock[caller] ?? 0) * clocks.length + (side.clock[row] ?? 0);
    const shift = feasibleShift(side, caller, row);
    const all = bounds.get(pair);
    if (all === undefined) {
      bounds.set(pair, shift);
      continue;
    }
    all.leastNs = Math.max(all.leastNs, shift.leastNs);
    all.mostNs = Math.min(all.mostNs, shift.mostNs);
    all.afterNs = Math.min(all.afterNs, shift.afterNs);
  }
  const shifts = new Map<number, number>();
  for (const [pair, pairBounds] of bounds) {
    const caller = clocks[Math.floor(pair / clocks.length)];
    const callee = clocks[pair % clocks.length];
    const shown = known.find((each) => each.caller === caller && each.callee === callee);
    const holds = shown !== undefined && beginsWithinCall(pairBounds, shown.shiftNs);
    const shiftNs = holds ? shown.shiftNs : neededShift(pairBounds);
    if (shiftNs !== 0) shifts.set(pair, shiftNs);
  }
  return shifts;
}

/**
 * Whether callees moved so begin while their calls last, which a clock that was set meanwhile, or jumped,
 * does not let them. When they end says nothing: a span may be closed late.
 */
function beginsWithinCall({ leastNs, afterNs }: FeasibleShift, shiftNs: number): boolean {
  return shiftNs >= leastNs - MIN_SHIFT_NS && afterNs + shiftNs <= MIN_SHIFT_NS;
}

/** The shift that all calls of a pair need together; 0 where the times show no need of one. */
export function neededShift({ leastNs, mostNs, afterNs }: FeasibleShift): number {
  const beganBefore = leastNs > MIN_SHIFT_NS;
  if (!beganBefore && afterNs <= MIN_SHIFT_NS) return 0;
  if (leastNs <= mostNs) return Math.round((leastNs + mostNs) / 2);
  return beganBefore ? leastNs : 0;
}
