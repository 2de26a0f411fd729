// The two paths of a sparkline. A value that is missing is a gap, a value that stands alone a dash.

/** Half of the line's width, so that the highest value is not cut. */
const INSET_PX = 1;

interface SparklinePaths {
  readonly line: string;
  readonly area: string;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Values that follow one another without a gap, as [index, value]. */
function runsOf(values: readonly (number | null | undefined)[]): [number, number][][] {
  const runs: [number, number][][] = [];
  let run: [number, number][] | undefined;
  values.forEach((value, at) => {
    if (value === null || value === undefined) run = undefined;
    else if (run === undefined) {
      run = [[at, value]];
      runs.push(run);
    } else run.push([at, value]);
  });
  return runs;
}

export function sparklinePaths(
  values: readonly (number | null | undefined)[],
  width: number,
  height: number,
  max?: number,
): SparklinePaths {
  const top = max ?? values.reduce((a: number, b) => Math.max(a, b ?? 0), 0);
  const stepPx = width / Math.max(values.length - 1, 1);
  const bottom = height - INSET_PX;
  const y = (value: number): number =>
    round(top <= 0 ? bottom : bottom - (Math.min(value, top) / top) * (height - 2 * INSET_PX));
  let line = '';
  let area = '';
  for (const run of runsOf(values)) {
    const points = run.map(([at, value]) => [round(at * stepPx), y(value)] as const);
    const [first] = points;
    if (first === undefined) continue;
    const [last = first] = points.slice(-1);
    const from = points.length === 1 ? Math.max(first[0] - 1, 0) : first[0];
    const to = points.length === 1 ? first[0] + 1 : last[0];
    const path = [[from, first[1]] as const, ...points.slice(1, -1), [to, last[1]] as const];
    const text = path.map(([x, at]) => `${x} ${at}`).join('L');
    line += `M${text}`;
    area += `M${from} ${height}L${text}L${to} ${height}Z`;
  }
  return { line, area };
}
