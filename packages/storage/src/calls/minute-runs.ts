// Minutes put together to runs, as conditions of a statement.

import { MINUTE_S, type MinuteRun } from './counted-minutes.ts';

/** Conditions of one statement. Where minutes lie apart more often, the smallest gaps are filled. */
export const MAX_RUNS = 50;

/** `minutes`: where they begin, ascending. */
export function runsOf(minutes: readonly number[]): MinuteRun[] {
  const runs: { firstS: number; untilS: number }[] = [];
  for (const firstS of minutes) {
    const last = runs.at(-1);
    if (last !== undefined && last.untilS >= firstS) last.untilS = firstS + MINUTE_S;
    else runs.push({ firstS, untilS: firstS + MINUTE_S });
  }
  if (runs.length <= MAX_RUNS) return runs;
  const gaps = runs.slice(1).map((run, at) => run.firstS - (runs[at]?.untilS ?? 0));
  const widest = new Set(
    gaps
      .map((gapS, at) => ({ gapS, at: at + 1 }))
      .sort((a, b) => b.gapS - a.gapS)
      .slice(0, MAX_RUNS - 1)
      .map(({ at }) => at),
  );
  const joined: { firstS: number; untilS: number }[] = [];
  for (const [at, run] of runs.entries()) {
    const last = joined.at(-1);
    if (last === undefined || widest.has(at)) joined.push(run);
    else last.untilS = run.untilS;
  }
  return joined;
}
