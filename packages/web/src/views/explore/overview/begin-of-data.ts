// Where what a chart shows begins, when most of the range before it is empty: as on a server that has just begun.

import type { ResolvedRange } from '../../../state/time-range.ts';

/** With less, what there is can be made out. */
const EMPTY_SHARE = 0.7;

/** Undefined: there is nothing, or it begins early enough. Times are the ends of intervals. */
export function beginOfData(
  timesMs: readonly number[],
  stepMs: number,
  values: readonly (number | null)[],
  { startMs, endMs }: ResolvedRange,
): number | undefined {
  const first = values.findIndex((value) => value !== null && value > 0);
  const firstMs = timesMs[first];
  if (firstMs === undefined) return undefined;
  const beginMs = firstMs - stepMs;
  return beginMs - startMs >= (endMs - startMs) * EMPTY_SHARE ? beginMs : undefined;
}
