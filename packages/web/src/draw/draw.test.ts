// Layout of bars in numbers, and drawing against a context that records: what a frame costs must
// depend on the rows in view, not on the spans of the trace.

import { describe, expect, it } from 'vitest';
import { makeManySpans, makeTrace } from '../data/trace-fixture.ts';
import type { TraceModel } from '../data/trace-model.ts';
import { listItems, unfoldAll } from '../state/timeline-items.ts';
import { rowsInView } from '../state/visible-rows.ts';
import { wholeTrace } from '../state/zoom.ts';
import { type BarScene, layoutBars, ROW_HEIGHT } from './bar-layout.ts';
import { fitText, rememberWidths } from './draw-flame.ts';
import {
  type DrawContext,
  type DrawTheme,
  drawWaterfall,
  type WaterfallPicture,
} from './draw-waterfall.ts';
import { buildMinimap, drawMinimap, MINIMAP_HEIGHT } from './minimap.ts';
import { listTicks, makeTimeScale, PAD_LEFT, PAD_RIGHT } from './time-scale.ts';

const WIDTH = 1000 + PAD_LEFT + PAD_RIGHT;
const HEIGHT = 480;

interface Call {
  readonly what: 'rect' | 'text';
  readonly style: string;
  readonly at: readonly number[];
  readonly text?: string;
}

function record(): { context: DrawContext; calls: Call[] } {
  const calls: Call[] = [];
  const context: DrawContext = {
    fillStyle: '',
    globalAlpha: 1,
    font: '',
    textBaseline: 'alphabetic',
    clearRect: () => undefined,
    fillRect: (...at) => calls.push({ what: 'rect', style: String(context.fillStyle), at }),
    fillText: (text, ...at) =>
      calls.push({ what: 'text', style: String(context.fillStyle), at: at.map(Number), text }),
  };
  return { context, calls };
}

const THEME: DrawTheme = {
  background: 'background',
  grid: 'grid',
  text: 'text',
  mutedText: 'muted',
  error: 'red',
  path: 'path',
  accent: 'accent',
  match: 'match',
  selectedRow: 'selected',
  hoveredRow: 'hovered',
  matchGround: 'match ground',
  font: '12px Inter',
  serviceTone: '0.6 0.1',
};

function sceneOf(trace: TraceModel, scrollTop = 0): BarScene {
  const { items } = listItems(trace.tree, trace.runs, unfoldAll(trace.tree, trace.runs));
  return {
    trace,
    path: undefined,
    items,
    ...rowsInView(scrollTop, HEIGHT, ROW_HEIGHT, items.length),
    scrollTop,
    scale: makeTimeScale(wholeTrace(trace.durationNs), WIDTH),
    measureText: (text) => text.length * 6,
  };
}

function draw(trace: TraceModel, scrollTop = 0): Call[] {
  const { context, calls } = record();
  drawWaterfall(context, pictureOf(trace, scrollTop));
  return calls;
}

function pictureOf(trace: TraceModel, scrollTop = 0): WaterfallPicture {
  const scene = sceneOf(trace, scrollTop);
  return {
    boxes: layoutBars(scene),
    ticks: listTicks(scene.scale),
    width: WIDTH,
    height: HEIGHT,
    selectedItem: undefined,
    hoveredItem: undefined,
    isMatch: undefined,
    colorOfRow: (row) => `service ${trace.service[row]}`,
    theme: THEME,
  };
}

const SMALL = makeTrace([
  { startNs: 0, durationNs: 1000 },
  { parent: 0, startNs: 100, durationNs: 300, isError: true, events: [150, 150.1] },
  { parent: 0, startNs: 990, durationNs: 0 },
]);

describe('layoutBars', () => {
  it('places bars, their own time, events and labels', () => {
    const [root, child, instant] = layoutBars(sceneOf(SMALL));
    expect(root?.bar).toEqual({ from: 8, to: 1008 });
    expect(root?.selfRuns).toEqual([
      { from: 8, to: 108 },
      { from: 408, to: 1008 },
    ]);
    expect(child?.bar).toEqual({ from: 108, to: 408 });
    expect(child?.rowY).toBe(ROW_HEIGHT);
    expect(child?.hasEnd).toBe(true);
    expect(child?.eventTicks).toEqual([158]);
    expect(child?.labelX).toBe(414);
    expect(instant?.bar).toEqual({ from: 998, to: 1000 });
    expect(instant?.label).toBe('0 ns');
  });

  it('leaves out what is outside the window and labels what covers it', () => {
    const scene = sceneOf(SMALL);
    const scale = makeTimeScale({ fromNs: 500, toNs: 600 }, WIDTH);
    const [root, child, instant] = layoutBars({ ...scene, scale });
    expect(child?.bar).toBeUndefined();
    expect(child?.label).toBe('‹ 300 ns');
    expect(root?.bar).toEqual({ from: 0, to: WIDTH });
    expect(root?.labelOnBar).toBe(true);
    expect(root?.hasEnd).toBe(false);
    expect(instant?.label).toBe('0 ns ›');
    expect(instant?.labelX).toBe(WIDTH - 6 - 6 * 6);
  });
});

describe('the critical path', () => {
  const path = {
    start: Int32Array.of(0, 2, 3, 3, 3),
    fromNs: Float64Array.of(0, 400, 100),
    toNs: Float64Array.of(100, 1000, 400),
  };

  it('is laid out by row', () => {
    const [root, child, instant] = layoutBars({ ...sceneOf(SMALL), path });
    expect(root?.pathRuns).toEqual([
      { from: 8, to: 108 },
      { from: 408, to: 1008 },
    ]);
    expect(child?.pathRuns).toEqual([{ from: 108, to: 408 }]);
    expect(instant?.pathRuns).toEqual([]);
  });

  it('is a line below the bars', () => {
    const { context, calls } = record();
    drawWaterfall(context, { ...pictureOf(SMALL), boxes: layoutBars({ ...sceneOf(SMALL), path }) });
    expect(calls.filter(({ style }) => style === 'path').map(({ at }) => at)).toEqual([
      [8, 20, 100, 2],
      [408, 20, 600, 2],
      [108, 44, 300, 2],
    ]);
  });
});

describe('drawWaterfall', () => {
  it('draws an error in red, with its duration', () => {
    const red = draw(SMALL).filter((call) => call.style === 'red');
    expect(red.some((call) => call.what === 'rect')).toBe(true);
    expect(red.find((call) => call.what === 'text')?.text).toBe('300 ns');
  });

  it('costs the same for 100 and for 20,000 spans of the same kind', () => {
    const hundred = draw(makeManySpans(100)).length;
    const many = makeManySpans(20_000);
    expect(draw(many).length).toBeLessThan(hundred * 2);
    expect(draw(many, 50_000 * ROW_HEIGHT).length).toBeLessThan(hundred * 2);
  });

  it('draws one label per row in view', () => {
    const many = makeManySpans(1000);
    const labels = draw(many).filter((call) => call.what === 'text');
    expect(labels.length).toBe(HEIGHT / ROW_HEIGHT);
  });
});

describe('ticks', () => {
  it.each([
    [4.02e9, ['0', '0.5 s', '1.0 s']],
    [38e6, ['0', '5 ms', '10 ms']],
    [900, ['0', '100 ns', '200 ns']],
    [600e9, ['0', '1 min', '2 min']],
  ])('of %d ns are round numbers', (durationNs, labels) => {
    const ticks = listTicks(makeTimeScale(wholeTrace(durationNs), WIDTH));
    expect(ticks.slice(0, 3).map((tick) => tick.label)).toEqual(labels);
  });
});

describe('minimap', () => {
  it('costs its size, not the spans', () => {
    const { context, calls } = record();
    const grid = buildMinimap(makeManySpans(50_000), 500);
    drawMinimap(context, grid, 'red', String);
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.length).toBeLessThanOrEqual(500 * MINIMAP_HEIGHT);
  });

  it('gives errors precedence in what is drawn last', () => {
    const { context, calls } = record();
    drawMinimap(context, buildMinimap(SMALL, 100), 'red', String);
    expect(calls.filter((call) => call.style === 'red').map((call) => call.at[0])).toEqual([10]);
  });
});

describe('names in a flame graph', () => {
  it('are cut to their room, and measured once', () => {
    const measured: string[] = [];
    const measure = rememberWidths((text) => {
      measured.push(text);
      return text.length * 6;
    });
    expect(fitText('GET /cart', 60, measure)).toBe('GET /cart');
    expect(fitText('GET /cart', 42, measure)).toBe('GET /…');
    expect(fitText('GET /cart', 12, measure)).toBe('');
    expect(measured).toEqual(['GET /cart']);
  });
});
