// Round points in time for an axis, as many as there is room for: whole seconds, minutes, hours, days
// of the reader's zone or of UTC.

import { roundStepMs } from '../base/round-step.ts';
import type { TimeRangeMs } from './chart-types.ts';

const MINUTE_MS = 60_000;

export function timeTicks({ startMs, endMs }: TimeRangeMs, room: number, isUtc: boolean): number[] {
  const stepMs = roundStepMs({ startMs, endMs }, room);
  // Days and hours begin where the zone says. One offset for all: a change of the clock moves labels, not points.
  const offsetMs = isUtc ? 0 : new Date(startMs).getTimezoneOffset() * MINUTE_MS;
  const ticks: number[] = [];
  const first = Math.ceil((startMs - offsetMs) / stepMs) * stepMs + offsetMs;
  for (let timeMs = first; timeMs <= endMs && ticks.length <= room + 1; timeMs += stepMs) {
    ticks.push(timeMs);
  }
  return ticks;
}
