// How far the clocks of callers and callees are apart, learned from arriving traces while they are analysed. It is kept in
// memory: clocks drift, and after a restart the next traces tell it again.

import {
  addClockSamples,
  type ClockSamples,
  learnShifts,
} from '@throughline/analysis/clock/learn-shifts';
import type { PairShift } from '@throughline/analysis/clock/move-clocks';
import type { Trace } from '@throughline/analysis/trace/trace';

/** Pairs of clocks, some 12 kB each. Beyond it learning begins anew: the pairs that matter are soon there again. */
const MAX_PAIRS = 300;

/** Clocks drift by less than a millisecond in this time. */
const LEARNED_EVERY_MS = 10_000;

export class LearnedClocks {
  private readonly nowMs: () => number;
  private samples: ClockSamples = {};
  private learned: readonly PairShift[] = [];
  private learnedMs = Number.NEGATIVE_INFINITY;

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  add(trace: Trace): void {
    if (Object.keys(this.samples).length > MAX_PAIRS) this.samples = {};
    addClockSamples(this.samples, trace);
  }

  /** Of pairs of which enough calls were seen; a shift of 0 says that the clocks agree. */
  shifts(): readonly PairShift[] {
    const nowMs = this.nowMs();
    if (nowMs - this.learnedMs >= LEARNED_EVERY_MS) {
      this.learned = learnShifts(this.samples);
      this.learnedMs = nowMs;
    }
    return this.learned;
  }
}
