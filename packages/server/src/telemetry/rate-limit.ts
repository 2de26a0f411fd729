// Lets at most so many events through per second and counts the rest, so that a debug log of a busy
// server stays readable and cheap. Not for admission of requests.

export interface RateLimit {
  /** undefined: leave this one out. Otherwise how many were left out since the last one let through. */
  take(nowMs: number): number | undefined;
}

export function createRateLimit(maxPerSecond: number): RateLimit {
  let windowStartMs = Number.NEGATIVE_INFINITY;
  let taken = 0;
  let leftOut = 0;
  return {
    take(nowMs) {
      if (nowMs - windowStartMs >= 1000) {
        windowStartMs = nowMs;
        taken = 0;
      }
      if (taken >= maxPerSecond) {
        leftOut++;
        return undefined;
      }
      taken++;
      const report = leftOut;
      leftOut = 0;
      return report;
    },
  };
}
