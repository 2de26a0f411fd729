// Where the bars of the visible rows are, in pixels: data in, boxes out, nothing is drawn here. The
// work and the number of boxes depend on the rows in view and on the width, not on the trace.

import { STATUS_ERROR } from '@throughline/model/span/span-kind';
import { foldIntervals, type PixelRun } from '../base/fold-intervals.ts';
import { formatDuration } from '../base/format-duration.ts';
import type { PathIntervals, TraceModel } from '../data/trace-model.ts';
import { itemOfRun, runOfItem } from '../state/timeline-items.ts';
import type { TimeScale } from './time-scale.ts';

export const ROW_HEIGHT = 24;
export const BAR_HEIGHT = 12;
const BAR_TOP = (ROW_HEIGHT - BAR_HEIGHT) / 2;
/** Also a span of no duration can be seen and hit. */
const MIN_BAR_WIDTH = 2;
const LABEL_GAP = 6;
const ON_BAR_INSET = 24;

export interface BarBox {
  /** A span's row, or the item of a run (itemOfRun). */
  readonly item: number;
  /** The span, or the first of the run: for its colour. */
  readonly row: number;
  /** Top of the row and of the bar. */
  readonly rowY: number;
  readonly barY: number;
  /** Cut to the canvas; undefined when the span is outside the window. */
  readonly bar: PixelRun | undefined;
  /** Where no child runs: drawn solid. */
  readonly selfRuns: readonly PixelRun[];
  /** Where the span is on the critical path. */
  readonly pathRuns: readonly PixelRun[];
  /** X of events. */
  readonly eventTicks: readonly number[];
  /** X of what failed within a run. */
  readonly errorTicks: readonly number[];
  /** Its caller, or what it called, is only probable. */
  readonly probable: 'in' | 'out' | undefined;
  readonly isError: boolean;
  /** The span ends within the window. */
  readonly hasEnd: boolean;
  readonly label: string;
  readonly labelX: number;
  readonly labelWidth: number;
  /** No room beside the bar: the label lies on it and needs a ground of its own. */
  readonly labelOnBar: boolean;
}

export interface BarScene {
  readonly trace: TraceModel;
  /** undefined: not drawn. */
  readonly path: PathIntervals | undefined;
  /** Rows at which the context was lost. */
  readonly lost?: ReadonlyMap<number, { readonly side: 'in' | 'out' }> | undefined;
  /** All lines, in order. */
  readonly items: Int32Array;
  /** The part of them to lay out: [first, end). */
  readonly first: number;
  readonly end: number;
  readonly scrollTop: number;
  readonly scale: TimeScale;
  readonly measureText: (text: string) => number;
}

export function layoutBars(scene: BarScene): readonly BarBox[] {
  const boxes: BarBox[] = [];
  for (let index = scene.first; index < scene.end; index++) {
    const item = scene.items[index] ?? 0;
    const run = runOfItem(item);
    boxes.push(run === undefined ? layoutBar(scene, item, index) : layoutRun(scene, run, index));
  }
  return boxes;
}

function layoutBar(scene: BarScene, row: number, index: number): BarBox {
  const { trace, scale } = scene;
  const startNs = trace.startOffsetNs[row] ?? 0;
  const durationNs = trace.spanDurationNs[row] ?? 0;
  const from = scale.toX(startNs);
  const to = Math.max(scale.toX(startNs + durationNs), from + MIN_BAR_WIDTH);
  const rowY = index * ROW_HEIGHT - scene.scrollTop;
  const inView = to >= 0 && from <= scale.width;
  const bar = inView ? { from: Math.max(from, 0), to: Math.min(to, scale.width) } : undefined;
  const place = placeLabel(formatDuration(durationNs), from, to, scene);
  return {
    item: row,
    row,
    rowY,
    barY: rowY + BAR_TOP,
    bar,
    selfRuns: bar === undefined ? [] : layoutSelfRuns(trace, row, scale, bar),
    pathRuns: bar === undefined ? [] : layoutPathRuns(scene, row),
    eventTicks: bar === undefined ? [] : layoutEvents(trace, row, scale),
    errorTicks: [],
    probable: scene.lost?.get(row)?.side ?? (trace.placedByLink[row] === 1 ? 'in' : undefined),
    isError: trace.status[row] === STATUS_ERROR,
    hasEnd: to <= scale.width,
    ...place,
  };
}

/** From the first start to the last end, solid where members run. */
function layoutRun(scene: BarScene, run: number, index: number): BarBox {
  const { trace, scale } = scene;
  const { runs } = trace;
  const first = runs.start[run] ?? 0;
  const end = runs.start[run + 1] ?? first;
  const solid = foldIntervals(runs, first, end, scale.toX, scale.width);
  const from = scale.toX(runs.fromNs[first] ?? 0);
  const lastTo = scale.toX(runs.toNs[end - 1] ?? 0);
  const to = Math.max(lastTo, solid.at(-1)?.to ?? lastTo, from + MIN_BAR_WIDTH);
  const rowY = index * ROW_HEIGHT - scene.scrollTop;
  const inView = to >= 0 && from <= scale.width;
  const [minNs = 0, medianNs = 0, maxNs = 0] = [
    runs.minNs[run],
    runs.medianNs[run],
    runs.maxNs[run],
  ];
  const [shortest, median, longest] = [minNs, medianNs, maxNs].map((ns) => formatDuration(ns));
  const times = shortest === longest ? `${median} each` : `${shortest} / ${median} / ${longest}`;
  return {
    item: itemOfRun(run),
    row: runs.rows[first] ?? 0,
    rowY,
    barY: rowY + BAR_TOP,
    bar: inView ? { from: Math.max(from, 0), to: Math.min(to, scale.width) } : undefined,
    selfRuns: inView ? solid : [],
    pathRuns: [],
    eventTicks: [],
    errorTicks: inView ? layoutRunErrors(scene, run) : [],
    probable: undefined,
    isError: false,
    hasEnd: to <= scale.width,
    ...placeLabel(times, from, to, scene),
  };
}

/** At most one per pixel. */
function layoutRunErrors({ trace, scale }: BarScene, run: number): readonly number[] {
  const { runs, status } = trace;
  if (runs.errors[run] === 0) return [];
  const pixels = new Set<number>();
  for (let at = runs.start[run] ?? 0; at < (runs.start[run + 1] ?? 0); at++) {
    if (status[runs.rows[at] ?? 0] !== STATUS_ERROR) continue;
    const x = Math.round(scale.toX(runs.fromNs[at] ?? 0));
    if (x >= 0 && x <= scale.width) pixels.add(x);
  }
  return [...pixels];
}

function layoutSelfRuns(
  trace: TraceModel,
  row: number,
  scale: TimeScale,
  bar: PixelRun,
): readonly PixelRun[] {
  const { intervalStart } = trace.self;
  const first = intervalStart[row] ?? 0;
  const end = intervalStart[row + 1] ?? first;
  const runs = foldIntervals(trace.self, first, end, scale.toX, scale.width);
  // A span narrower than a pixel is solid whatever it waited for.
  return bar.to - bar.from <= MIN_BAR_WIDTH ? [bar] : runs;
}

function layoutPathRuns({ path, scale }: BarScene, row: number): readonly PixelRun[] {
  if (path === undefined) return [];
  const first = path.start[row] ?? 0;
  const end = path.start[row + 1] ?? first;
  return foldIntervals(path, first, end, scale.toX, scale.width);
}

/** At most one tick per pixel. */
function layoutEvents(trace: TraceModel, row: number, scale: TimeScale): readonly number[] {
  const end = trace.eventStart[row + 1] ?? 0;
  const pixels = new Set<number>();
  for (let i = trace.eventStart[row] ?? 0; i < end; i++) {
    const x = Math.round(scale.toX(trace.eventOffsetNs[i] ?? 0));
    if (x >= 0 && x <= scale.width) pixels.add(x);
  }
  return [...pixels];
}

type LabelPlace = Pick<BarBox, 'label' | 'labelX' | 'labelWidth' | 'labelOnBar'>;

/** Behind the bar, else before it, else on its end; at the edge, with an arrow, when it is beyond. */
function placeLabel(
  text: string,
  from: number,
  to: number,
  { scale: { width }, measureText }: BarScene,
): LabelPlace {
  const isOutside = to < 0 || from > width;
  const label = !isOutside ? text : to < 0 ? `‹ ${text}` : `${text} ›`;
  const labelWidth = measureText(label);
  const place = (labelX: number, labelOnBar = false): LabelPlace => {
    return { label, labelX, labelWidth, labelOnBar };
  };
  if (to + LABEL_GAP + labelWidth <= width) return place(Math.max(to, 0) + LABEL_GAP);
  if (isOutside) return place(width - LABEL_GAP - labelWidth);
  if (from - LABEL_GAP - labelWidth >= 0) return place(from - LABEL_GAP - labelWidth);
  // The bar goes on behind the label, so that it does not seem to end there.
  return place(width - ON_BAR_INSET - labelWidth, true);
}
