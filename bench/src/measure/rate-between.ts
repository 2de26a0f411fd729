// The rate of a growing count between two of its values, from samples of it.

export interface CountSample {
  readonly atMs: number;
  readonly count: number;
}

/** Per second; NaN when the samples do not reach `to`. */
export function rateBetween(samples: readonly CountSample[], from: number, to: number): number {
  return (1000 * (to - from)) / (timeOf(samples, to) - timeOf(samples, from));
}

/** When the count was reached, between the samples around it on a straight line. */
function timeOf(samples: readonly CountSample[], count: number): number {
  const at = samples.findIndex((sample) => sample.count >= count);
  const after = samples[at];
  if (after === undefined) return Number.NaN;
  const before = samples[at - 1];
  if (before === undefined) return after.atMs;
  const share = (count - before.count) / (after.count - before.count);
  return before.atMs + share * (after.atMs - before.atMs);
}
