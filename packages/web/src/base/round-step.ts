// Round lengths of time: for the intervals of a chart and for the labels of its axis.

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const STEPS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((days) => days * DAY_MS),
];

interface Range {
  readonly startMs: number;
  readonly endMs: number;
}

/** The shortest round step of which at most so many fit into the range. */
export function roundStepMs({ startMs, endMs }: Range, maxSteps: number): number {
  const wanted = (endMs - startMs) / Math.max(maxSteps, 1);
  return STEPS_MS.find((step) => step >= wanted) ?? Math.ceil(wanted / DAY_MS) * DAY_MS;
}
