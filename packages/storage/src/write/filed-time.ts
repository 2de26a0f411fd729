// Where a span is filed in time, computed as the column filed_ns of the table `spans` computes it: the
// time it says, unless its clock cannot be right; then the time it was received.

import type { SpanBatch } from '@throughline/model/batch/span-batch';

/** A clock that says before 2000 was never set. */
const EARLIEST_NS = 946_684_800_000_000_000n;
/** A clock further ahead than this is wrong; time zones do not matter to it. */
const MAX_AHEAD_MS = 86_400_000n;
const NS_PER_MS = 1_000_000n;
const TWO_32 = 2 ** 32;

export const DAY_MS = 86_400_000;

/** 64 bits as two words, so that no bigint is made per span. */
export interface Words {
  low: number;
  high: number;
}

function wordsOf(value: bigint): Words {
  return { low: Number(value & 0xffffffffn), high: Number(value >> 32n) };
}

/** Unsigned. */
export function isLess(lowA: number, highA: number, lowB: number, highB: number): boolean {
  return highA === highB ? lowA < lowB : highA < highB;
}

const EARLIEST = wordsOf(EARLIEST_NS);

export interface FiledTimes {
  /** Leaves the row's filed time in `into`. */
  start(row: number, into: Words): void;
  /** Leaves the row's end, which is never before its filed time, in `into`. */
  end(row: number, into: Words): void;
  /** Days since the epoch (UTC) on which the row was received. */
  receivedDay(row: number): number;
}

export function filedTimes(batch: SpanBatch): FiledTimes {
  const { startNs, durationNs, receivedMs } = batch;
  let knownMs = -1;
  let received: Words = { low: 0, high: 0 };
  let latest: Words = { low: 0, high: 0 };

  /** Rows of one message have one time of receipt. */
  function know(row: number): void {
    const ms = receivedMs.unsignedNumberAt(row);
    if (ms === knownMs) return;
    knownMs = ms;
    received = wordsOf(BigInt(ms) * NS_PER_MS);
    latest = wordsOf((BigInt(ms) + MAX_AHEAD_MS) * NS_PER_MS);
  }

  function start(row: number, into: Words): void {
    know(row);
    const low = startNs.low(row);
    const high = startNs.high(row);
    const wrong =
      isLess(low, high, EARLIEST.low, EARLIEST.high) || isLess(latest.low, latest.high, low, high);
    into.low = wrong ? received.low : low;
    into.high = wrong ? received.high : high;
  }

  return {
    start,
    end(row, into) {
      start(row, into);
      const low = startNs.low(row) + durationNs.low(row);
      const carry = low >= TWO_32 ? 1 : 0;
      const high = (startNs.high(row) + durationNs.high(row) + carry) >>> 0;
      if (isLess(into.low, into.high, low >>> 0, high)) {
        into.low = low >>> 0;
        into.high = high;
      }
    },
    receivedDay: (row) => Math.floor(receivedMs.unsignedNumberAt(row) / DAY_MS),
  };
}
