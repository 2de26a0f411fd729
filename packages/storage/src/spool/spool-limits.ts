// How much may wait in the spool, when that is refused, and when it is said beforehand. Pure.

import type { SpoolStats } from '../contract/span-store.ts';

export interface SpoolLimits {
  /** Files together may take this much; beyond it spans are refused, to be sent again. */
  readonly maxBytes: number;
  /** When the oldest file has waited this long, nobody is mending the engine: refuse as well. */
  readonly maxAgeMs: number;
  /** What is left of the disk for the engine, which needs room to take what is in the spool. */
  readonly minFreeBytes: number;
}

/** Twenty minutes of 5,000 spans a second, on a disk that has to hold days of them anyway. */
export const DEFAULT_SPOOL_LIMITS: SpoolLimits = {
  maxBytes: 2 * 1024 ** 3,
  maxAgeMs: 24 * 3600 * 1000,
  // Two of the largest inserts; half of what is asked for at the start.
  minFreeBytes: 128 * 1024 ** 2,
};

/** Said before anything is refused, while there is time to do something. */
const ALARM_SHARE = 0.8;

/** Free space is an alarm at this multiple of the least: with so little, no start would succeed. */
const ALARM_FREE_SHARE = 2;

/** Told to senders when there is no room. */
export const RETRY_AFTER_MS = 5_000;

/** Why so many bytes more are not taken; undefined when they are. */
export function spoolRefusal(
  stats: SpoolStats,
  limits: SpoolLimits,
  bytes: number,
): string | undefined {
  const held = heldBytes(stats);
  if (held + bytes > limits.maxBytes) {
    return `the spool holds ${held} bytes of at most ${limits.maxBytes}`;
  }
  if (stats.oldestAgeMs > limits.maxAgeMs) {
    return `spans have waited for the engine for ${Math.round(stats.oldestAgeMs / 1000)} s`;
  }
  if (stats.freeBytes - bytes < limits.minFreeBytes) {
    return `the disk has ${mebibytes(stats.freeBytes)} MiB left`;
  }
  return undefined;
}

/** Why spans will soon be refused; undefined while there is ample room. */
export function spoolAlarm(stats: SpoolStats, limits: SpoolLimits): string | undefined {
  const percent = Math.round((100 * heldBytes(stats)) / limits.maxBytes);
  if (percent >= 100 * ALARM_SHARE) return `the spool is ${percent} % full`;
  if (stats.oldestAgeMs > ALARM_SHARE * limits.maxAgeMs) {
    return `spans have waited for the engine for ${Math.round(stats.oldestAgeMs / 1000)} s`;
  }
  if (stats.freeBytes < ALARM_FREE_SHARE * limits.minFreeBytes) {
    return `the disk has ${mebibytes(stats.freeBytes)} MiB left`;
  }
  return undefined;
}

/** What is set aside counts: it is on the same disk, and must not fill it. */
function heldBytes({ bytes, rejectedBytes }: SpoolStats): number {
  return bytes + rejectedBytes;
}

function mebibytes(bytes: number): number {
  return Math.max(0, Math.floor(bytes / 1024 ** 2));
}
