// Runs of minutes or hours, as conditions of statements.

/** Seconds since the epoch: [firstS, untilS). */
export interface Run {
  readonly firstS: number;
  readonly untilS: number;
}

/** Conditions of one statement. Where units lie apart more often, the smallest gaps are filled. */
export const MAX_RUNS = 50;

/** `begins`: of units of `unitS` seconds, ascending. */
export function runsOf(begins: readonly number[], unitS: number): Run[] {
  const runs: { firstS: number; untilS: number }[] = [];
  for (const firstS of begins) {
    const last = runs.at(-1);
    if (last !== undefined && last.untilS >= firstS) last.untilS = firstS + unitS;
    else runs.push({ firstS, untilS: firstS + unitS });
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

/** What of `run` is in none of the others, which ascend. */
export function without(run: Run, others: readonly Run[]): Run[] {
  const left: Run[] = [];
  let { firstS } = run;
  for (const other of others) {
    if (other.firstS > firstS) left.push({ firstS, untilS: Math.min(other.firstS, run.untilS) });
    firstS = Math.max(firstS, other.untilS);
    if (firstS >= run.untilS) break;
  }
  if (firstS < run.untilS) left.push({ firstS, untilS: run.untilS });
  return left.filter(({ firstS: first, untilS }) => untilS > first);
}

/** The whole units within a run; undefined when there is none. */
export function wholeUnits({ firstS, untilS }: Run, unitS: number): Run | undefined {
  const whole = {
    firstS: Math.ceil(firstS / unitS) * unitS,
    untilS: Math.floor(untilS / unitS) * unitS,
  };
  return whole.firstS < whole.untilS ? whole : undefined;
}
