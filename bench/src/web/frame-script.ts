// How long scripts ran in each frame, from Chromium's own trace events: the CPU time of the page's main thread with
// any script on its stack, between the beginnings of two frames. CPU time, so that a busy machine counts for nothing.

export interface TraceEvent {
  readonly name: string;
  /** X: complete, with a duration. */
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** Microseconds of the thread's CPU time. */
  readonly tdur?: number;
}

const FRAME = 'BeginMainThreadFrame';
/** Where script is on the stack; those within one another count once. */
const SCRIPTS: ReadonlySet<string> = new Set([
  ...['FunctionCall', 'EvaluateScript', 'FireAnimationFrame', 'EventDispatch', 'TimerFire'],
  ...['RunMicrotasks', 'V8.GCScavenger', 'MinorGC', 'MajorGC', 'v8.callFunction'],
]);

/** Those that are within no other. */
function outermost(events: readonly TraceEvent[]): TraceEvent[] {
  let endUs = Number.NEGATIVE_INFINITY;
  const inOrder = events.toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  return inOrder.filter(({ ts, dur = 0 }) => {
    if (ts < endUs) return false;
    endUs = ts + dur;
    return true;
  });
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
  const runs = outermost(page.filter(({ name, ph }) => ph === 'X' && SCRIPTS.has(name)));
  return starts.slice(0, -1).map((fromUs, at) => {
    const toUs = starts[at + 1] ?? fromUs;
    const inFrame = runs.filter(({ ts }) => ts >= fromUs && ts < toUs);
    return inFrame.reduce((sum, { tdur, dur = 0 }) => sum + (tdur ?? dur), 0) / 1000;
  });
}
