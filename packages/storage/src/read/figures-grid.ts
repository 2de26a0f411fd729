// The steps in which counts per minute are put together for a chart: whole minutes that begin at round times, so that
// a chart which moves on with the clock keeps its steps.

import type { FiguresGrid } from '../contract/service-figures.ts';

const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_DAY = 86_400;

/** In minutes: what clocks and calendars are divided into. */
const ROUND_MINUTES = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720];

/** `startS` and `endS` in seconds since the epoch; the grid has the minutes they lie in. */
export function figuresGrid(startS: number, endS: number, bins: number): FiguresGrid {
  const firstS = Math.floor(startS / SECONDS_PER_MINUTE) * SECONDS_PER_MINUTE;
  const afterS = Math.max(
    Math.ceil(endS / SECONDS_PER_MINUTE) * SECONDS_PER_MINUTE,
    firstS + SECONDS_PER_MINUTE,
  );
  const binS = roundStep((afterS - firstS) / bins);
  const firstBinS = Math.floor(firstS / binS) * binS;
  return {
    startS: firstS,
    endS: afterS,
    binS,
    firstBinS,
    binCount: Math.ceil((afterS - firstBinS) / binS),
  };
}

function roundStep(leastS: number): number {
  const minutes = ROUND_MINUTES.find((step) => step * SECONDS_PER_MINUTE >= leastS);
  if (minutes !== undefined) return minutes * SECONDS_PER_MINUTE;
  return Math.ceil(leastS / SECONDS_PER_DAY) * SECONDS_PER_DAY;
}
