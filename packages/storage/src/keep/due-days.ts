// Which stored days the keeper has to look at now, and for what: pure, from the policy, the days and
// the time. Days are told by their date in UTC (2026-01-31), as partitions are.

import { agesOf, DAY_MS, longestAgeMs, type RetentionPolicy } from './retention-policy.ts';

/**
 * A day goes as a whole at the earliest this long after its end: spans of the spool may still be on
 * their way to it for a day, and need their resources there.
 */
const SETTLED_MS = DAY_MS;

/** Nothing that was received on the day is kept any longer. */
export function isOver(policy: RetentionPolicy, day: string, nowMs: number): boolean {
  const longest = longestAgeMs(policy);
  return longest !== undefined && nowMs >= dayEndMs(day) + Math.max(longest, SETTLED_MS);
}

/** No span will come to the day any more. */
export function isSettled(day: string, nowMs: number): boolean {
  return nowMs >= dayEndMs(day) + SETTLED_MS;
}

/** Ages below a day are kept to within this part of them: each look rewrites what it deletes from. */
const LOOKS_PER_AGE = 12;

/**
 * What is due on a day that is not over. Ages of a day and more are looked at when the day has just
 * reached them, and once more a day later for traces that went on beyond midnight; shorter ages again
 * and again until then. A name is looked at once: whoever asks remembers those that are done.
 */
export function duePasses(policy: RetentionPolicy, day: string, nowMs: number): string[] {
  const endMs = dayEndMs(day);
  return agesOf(policy).flatMap((ageMs) => {
    if (nowMs >= endMs + DAY_MS + ageMs) return [`${ageMs} last`];
    if (ageMs < DAY_MS) {
      const look = Math.floor((nowMs * LOOKS_PER_AGE) / ageMs);
      return nowMs >= endMs - DAY_MS + ageMs ? [`${ageMs} look ${look}`] : [];
    }
    return nowMs >= endMs + ageMs ? [`${ageMs} first`] : [];
  });
}

function dayEndMs(day: string): number {
  return Date.parse(day) + DAY_MS;
}
