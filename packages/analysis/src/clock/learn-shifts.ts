// How far the clocks of two hosts are apart, from the calls between them in many traces. Each call allows
// an interval of shifts; one that is constant lies in all of them. Nine in ten must agree, because spans
// are closed late now and then; the estimate is the middle of what they leave. It moves nothing by itself:
// readTrace takes it as a view. Samples are plain data that can be added to, of a bounded number of pairs.

import type { Trace } from '../trace/trace.ts';
import { NO_PARENT } from '../tree/assemble-tree.ts';
import { callerOf, feasibleShift } from './call-pairs.ts';
import { neededShift, type PairShift } from './move-clocks.ts';

/** The latest calls of a pair: clocks drift, and what they were an hour ago is no use. */
const MAX_SAMPLES = 100;

/** Those that called last, some 3 kB each. */
const MAX_PAIRS = 2_000;

/** Fewer calls show a late span as well as a clock. */
const MIN_SAMPLES = 10;

/** Of the calls, which must agree. */
const AGREEING_SHARE = 0.9;

export interface PairSamples {
  readonly caller: string;
  readonly callee: string;
  /** By call: the least and the most that the callee can be moved by, and how long after the call it began. */
  readonly leastNs: number[];
  readonly mostNs: number[];
  readonly afterNs: number[];
}

/** By caller and callee, the pair that called last at the end. */
export type ClockSamples = Map<string, PairSamples>;

export interface LearnedShift extends PairShift {
  readonly calls: number;
  /** The interval that the calls leave; empty (least above most) where they contradict each other. */
  readonly leastNs: number;
  readonly mostNs: number;
}

/** Adds the calls of a trace to the samples. */
export function addClockSamples(samples: ClockSamples, trace: Trace): void {
  for (let row = 0; row < trace.rowCount; row++) {
    const caller = callerOf(trace, row);
    if (caller === NO_PARENT) continue;
    const names = [clockName(trace, caller), clockName(trace, row)] as const;
    const key = JSON.stringify(names);
    const pair = samples.get(key) ?? newPair(...names);
    samples.delete(key);
    samples.set(key, pair);
    // What was sent, not the view of clocks already moved.
    const movedNs = (trace.clockShiftNs[row] ?? 0) - (trace.clockShiftNs[caller] ?? 0);
    const { leastNs, mostNs, afterNs } = feasibleShift(trace, caller, row);
    keepLatest(pair.leastNs, leastNs + movedNs);
    keepLatest(pair.mostNs, mostNs + movedNs);
    keepLatest(pair.afterNs, afterNs - movedNs);
  }
  for (const key of samples.keys()) {
    if (samples.size <= MAX_PAIRS) break;
    samples.delete(key);
  }
}

function newPair(caller: string, callee: string): PairSamples {
  return { caller, callee, leastNs: [], mostNs: [], afterNs: [] };
}

function clockName(trace: Trace, row: number): string {
  return trace.clocks[trace.clock[row] ?? 0] ?? '';
}

function keepLatest(values: number[], value: number): void {
  values.push(value);
  if (values.length > MAX_SAMPLES) values.shift();
}

/** One per pair with enough calls; a shift of 0 says that the clocks agree. */
export function learnShifts(samples: ClockSamples): LearnedShift[] {
  return [...samples.values()].flatMap(({ caller, callee, leastNs, mostNs, afterNs }) => {
    if (leastNs.length < MIN_SAMPLES) return [];
    const bounds = {
      leastNs: quantileOfList(leastNs, AGREEING_SHARE),
      mostNs: quantileOfList(mostNs, 1 - AGREEING_SHARE),
      afterNs: quantileOfList(afterNs, 1 - AGREEING_SHARE),
    };
    return [
      {
        caller,
        callee,
        shiftNs: neededShift(bounds),
        calls: leastNs.length,
        leastNs: bounds.leastNs,
        mostNs: bounds.mostNs,
      },
    ];
  });
}

function quantileOfList(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? 0;
}
