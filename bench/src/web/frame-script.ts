// How long scripts ran in each frame, from Chromium's own trace events: the time between two frames in
// which any script was on the stack of the page's main thread.

export interface TraceEvent {
  readonly name: string;
  /** X: complete, with a duration. */
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
}

const FRAME = 'BeginMainThreadFrame';
/** Where script is on the stack; those within one another count once. */
const SCRIPTS: ReadonlySet<string> = new Set([
  ...['FunctionCall', 'EvaluateScript', 'FireAnimationFrame', 'EventDispatch', 'TimerFire'],
  ...['RunMicrotasks', 'V8.GCScavenger', 'MinorGC', 'MajorGC', 'v8.callFunction'],
]);

interface Run {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Runs that overlap as one. */
function united(events: readonly TraceEvent[]): Run[] {
  const runs: Run[] = [];
  for (const { ts, dur = 0 } of events.toSorted((a, b) => a.ts - b.ts)) {
    const last = runs.at(-1);
    if (last !== undefined && ts <= last.toUs) {
      runs[runs.length - 1] = { fromUs: last.fromUs, toUs: Math.max(last.toUs, ts + dur) };
    } else runs.push({ fromUs: ts, toUs: ts + dur });
  }
  return runs;
}

/** Milliseconds by frame. The thread with the most frames is the page's. */
export function scriptMsByFrame(events: readonly TraceEvent[]): number[] {
  const threads = new Map<string, TraceEvent[]>();
  for (const event of events) {
    const thread = `${event.pid} ${event.tid}`;
    const known = threads.get(thread);
    if (known === undefined) threads.set(thread, [event]);
    else known.push(event);
  }
  const framesOf = (some: readonly TraceEvent[]) => some.filter(({ name }) => name === FRAME);
  const page = [...threads.values()].sort((a, b) => framesOf(b).length - framesOf(a).length)[0];
  if (page === undefined) return [];
  const starts = framesOf(page)
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  const runs = united(page.filter(({ name, ph }) => ph === 'X' && SCRIPTS.has(name)));
  return starts.slice(0, -1).map((fromUs, at) => {
    const toUs = starts[at + 1] ?? fromUs;
    const spent = runs.reduce(
      (sum, run) => sum + Math.max(0, Math.min(run.toUs, toUs) - Math.max(run.fromUs, fromUs)),
      0,
    );
    return spent / 1000;
  });
}
