// The fault `clock-skew`: this process's wall clock is behind while it works on a request that has the fault.
// Spans take their start from Date.now and their length from the monotonic clock, so they move as a whole.
import { hasFault } from './active-faults.ts';

export const SKEW_MS = -5_000;

export function skewClock(): void {
  const trueNow = Date.now;
  Date.now = () => trueNow() + (hasFault('clock-skew') ? SKEW_MS : 0);
}
