// How far the clocks of callers and callees are apart, learned from arriving traces while they are analysed. It is kept in
// memory: clocks drift, and after a restart the next traces tell it again.

import {
  addClockSamples,
  type ClockSamples,
  learnShifts,
} from '@throughline/analysis/clock/learn-shifts';
import type { PairShift } from '@throughline/analysis/clock/move-clocks';
import type { Trace } from '@throughline/analysis/trace/trace';

/** Clocks drift by less than a millisecond in this time. */
const LEARNED_EVERY_MS = 10_000;

export class LearnedClocks {
  private readonly nowMs: () => number;
  private readonly samples: ClockSamples = new Map();
  private learned: readonly PairShift[] = [];
  private learnedMs = Number.NEGATIVE_INFINITY;

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  add(trace: Trace): void {
    addClockSamples(this.samples, trace);
  }

  /** Of pairs of which enough calls were seen, and whose clocks do not agree. */
  shifts(): readonly PairShift[] {
    const nowMs = this.nowMs();
    if (nowMs - this.learnedMs >= LEARNED_EVERY_MS) {
      this.learned = learnShifts(this.samples).filter(({ shiftNs }) => shiftNs !== 0);
      this.learnedMs = nowMs;
    }
    return this.learned;
  }
}
