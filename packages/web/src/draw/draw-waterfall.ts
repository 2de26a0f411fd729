// Draws laid out bars on a canvas. Takes only what it draws: boxes, ticks and colours, so that it can
// be tested against a recording context, and drawn by another renderer one day.

import type { BarBox } from './bar-layout.ts';
import { BAR_HEIGHT, ROW_HEIGHT } from './bar-layout.ts';
import type { Tick } from './time-scale.ts';

/** What is used of CanvasRenderingContext2D. */
export type DrawContext = Pick<
  CanvasRenderingContext2D,
  'clearRect' | 'fillRect' | 'fillText' | 'fillStyle' | 'globalAlpha' | 'font' | 'textBaseline'
>;

/** Colours as CSS text, read from the theme's tokens. */
export interface DrawTheme {
  readonly background: string;
  readonly grid: string;
  readonly text: string;
  readonly mutedText: string;
  readonly error: string;
  readonly path: string;
  readonly accent: string;
  /** Around what a search found. */
  readonly match: string;
  readonly selectedRow: string;
  readonly hoveredRow: string;
  /** Behind it. */
  readonly matchGround: string;
  readonly font: string;
  /** Lightness and chroma of services: `oklch(L C hue)`. */
  readonly serviceTone: string;
}

export interface WaterfallPicture {
  readonly boxes: readonly BarBox[];
  readonly ticks: readonly Tick[];
  readonly width: number;
  readonly height: number;
  readonly selectedItem: number | undefined;
  readonly hoveredItem: number | undefined;
  /** 1 where a row was found; undefined when nothing is searched. */
  readonly isMatch: Uint8Array | undefined;
  readonly colorOfRow: (row: number) => string;
  readonly theme: DrawTheme;
}

const WAITING_ALPHA = 0.3;
const CAP_WIDTH = 3;
const PROBABLE_LENGTH = 32;
const DASH = 4;
const LABEL_GROUND_PAD = 5;
const EVENT_TICK_WIDTH = 1;
/** How far an event tick stands out of the bar, above and below. */
const EVENT_TICK_OVERHANG = 2;
const PATH_HEIGHT = 2;
/** Below the bar, and below the line of an error. */
const PATH_GAP = 2;

export function drawWaterfall(context: DrawContext, picture: WaterfallPicture): void {
  const { theme, width, height } = picture;
  context.clearRect(0, 0, width, height);
  context.font = theme.font;
  context.textBaseline = 'middle';
  drawRowGrounds(context, picture);
  context.fillStyle = theme.grid;
  for (const tick of picture.ticks) context.fillRect(Math.round(tick.x), 0, 1, height);
  for (const box of picture.boxes) drawBar(context, box, picture);
}

function drawRowGrounds(context: DrawContext, picture: WaterfallPicture): void {
  const { theme, selectedItem, hoveredItem, isMatch } = picture;
  for (const { item, rowY } of picture.boxes) {
    const isSelected = item === selectedItem;
    if (isSelected) context.fillStyle = theme.selectedRow;
    else if (item === hoveredItem) context.fillStyle = theme.hoveredRow;
    else if (isMatch?.[item] === 1) context.fillStyle = theme.matchGround;
    else continue;
    context.fillRect(0, rowY, picture.width, ROW_HEIGHT);
  }
}

function drawBar(context: DrawContext, box: BarBox, picture: WaterfallPicture): void {
  const { bar, barY } = box;
  const { theme } = picture;
  if (bar === undefined) {
    drawLabel(context, box, theme);
    return;
  }
  context.fillStyle = picture.colorOfRow(box.row);
  context.globalAlpha = WAITING_ALPHA;
  context.fillRect(bar.from, barY, bar.to - bar.from, BAR_HEIGHT);
  context.globalAlpha = 1;
  for (const run of box.selfRuns) {
    context.fillRect(run.from, barY, Math.max(run.to - run.from, 1), BAR_HEIGHT);
  }
  if (box.eventTicks.length > 0) {
    context.fillStyle = theme.text;
    for (const x of box.eventTicks) {
      const top = barY - EVENT_TICK_OVERHANG;
      context.fillRect(x, top, EVENT_TICK_WIDTH, BAR_HEIGHT + 2 * EVENT_TICK_OVERHANG);
    }
  }
  if (box.isError) {
    context.fillStyle = theme.error;
    if (box.hasEnd) {
      context.fillRect(bar.to - CAP_WIDTH, barY - 2, CAP_WIDTH, BAR_HEIGHT + 4);
    }
    context.fillRect(bar.from, barY + BAR_HEIGHT, bar.to - bar.from, 2);
  }
  context.fillStyle = theme.error;
  for (const x of box.errorTicks) context.fillRect(x, barY - 2, CAP_WIDTH, BAR_HEIGHT + 4);
  drawPath(context, box, theme);
  drawProbable(context, box, theme);
  drawLabel(context, box, theme);
}

/** Dashes before what was probably called by somebody, above what probably called somebody. */
function drawProbable(context: DrawContext, box: BarBox, theme: DrawTheme): void {
  const { bar, barY, probable } = box;
  if (bar === undefined || probable === undefined) return;
  context.fillStyle = theme.mutedText;
  const isIn = probable === 'in';
  const from = isIn ? Math.max(bar.from - PROBABLE_LENGTH, 0) : bar.from;
  const to = isIn ? bar.from : Math.max(bar.to, bar.from + PROBABLE_LENGTH);
  const y = isIn ? barY + BAR_HEIGHT / 2 - 1 : barY - 4;
  for (let x = from; x < to; x += 2 * DASH) context.fillRect(x, y, Math.min(DASH, to - x), 2);
}

/** As much of it as there is, to be seen: also a moment is a pixel. */
function drawPath(context: DrawContext, { pathRuns, barY }: BarBox, theme: DrawTheme): void {
  if (pathRuns.length === 0) return;
  context.fillStyle = theme.path;
  for (const { from, to } of pathRuns) {
    context.fillRect(from, barY + BAR_HEIGHT + PATH_GAP, Math.max(to - from, 1), PATH_HEIGHT);
  }
}

function drawLabel(context: DrawContext, box: BarBox, theme: DrawTheme): void {
  const middleY = box.rowY + ROW_HEIGHT / 2 + 1;
  if (box.labelOnBar) {
    const groundWidth = box.labelWidth + 2 * LABEL_GROUND_PAD;
    context.fillStyle = theme.background;
    context.fillRect(box.labelX - LABEL_GROUND_PAD, box.barY, groundWidth, BAR_HEIGHT);
  }
  context.fillStyle = box.isError ? theme.error : theme.mutedText;
  context.fillText(box.label, box.labelX, middleY);
}
