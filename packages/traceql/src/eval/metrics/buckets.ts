// Distributions by powers of two: a value is counted under the next power that is not below it, and a quantile
// is read between two of them.

import type { Value } from '../value.ts';

const NS_PER_SECOND = 1e9;

/** Durations have buckets in seconds, the powers being of nanoseconds. Undefined: not counted. */
export function bucketOf(value: Value | undefined): number | undefined {
  if (value?.type !== 'int' && value?.type !== 'duration') return undefined;
  if (value.value < 2n) return undefined;
  const power = 2 ** (value.value - 1n).toString(2).length;
  return value.type === 'duration' ? power / NS_PER_SECOND : power;
}

/** 0 where there is nothing to read it from, and for what is no quantile. */
export function quantileOf(quantile: number, buckets: ReadonlyMap<number, number>): number {
  if (!(quantile >= 0 && quantile <= 1)) return 0;
  const ordered = [...buckets].sort(([a], [b]) => a - b);
  const total = ordered.reduce((sum, [, count]) => sum + count, 0);
  const wanted = Math.max(1, Math.ceil(quantile * total));
  let below = 0;
  for (const [bucket, count] of ordered) {
    if (below + count === wanted) return bucket;
    if (below + count > wanted) {
      // The values are taken to grow by the same factor from one to the next within a bucket.
      const fraction = (wanted - below) / count;
      return (bucket / 2) * 2 ** fraction;
    }
    below += count;
  }
  return ordered.at(-1)?.[0] ?? 0;
}
