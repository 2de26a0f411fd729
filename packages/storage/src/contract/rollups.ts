// How often and how long services worked, from counts per minute: for charts, not for spans.

import type { QueryLimits } from './traceql-store.ts';

export interface RollupsRequest {
  readonly services: readonly string[];
  /** OTLP SpanKind. */
  readonly kinds: readonly number[];
  /** The last minute that counts: seconds since the epoch, a multiple of 60. */
  readonly lastMinuteS: number;
  /** Before that minute's end. */
  readonly minutes: number;
  /** Minutes that are put together, counted backwards from the last. */
  readonly binMinutes: number;
  /** Each operation apart, or all of a service together. */
  readonly byOperation: boolean;
  readonly limits: QueryLimits;
}

export interface RollupBin {
  readonly service: string;
  /** Empty when operations are put together. */
  readonly operation: string;
  /** 0: the last. */
  readonly age: number;
  readonly spanCount: number;
  readonly errorCount: number;
  /** Buckets of duration (see durationOfBucket), ascending, and the number of spans in each. */
  readonly buckets: readonly number[];
  readonly counts: readonly number[];
}

/** Each octave has so many. */
const BUCKETS_PER_OCTAVE = 16;

/** Where a bucket begins and the one before ends, in nanoseconds. Bucket 0 has what took no time. */
export function durationOfBucket(bucket: number, perOctave = BUCKETS_PER_OCTAVE): number {
  if (bucket <= 0) return 0;
  const octave = Math.floor((bucket - 1) / perOctave);
  return 2 ** octave * (1 + ((bucket - 1) % perOctave) / perOctave);
}
