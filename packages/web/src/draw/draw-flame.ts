// Draws the laid out boxes of a flame graph on a canvas.

import type { DrawContext, DrawTheme } from './draw-waterfall.ts';
import { FLAME_ROW, type FlameBox } from './flame-layout.ts';

export interface FlamePicture {
  readonly boxes: readonly FlameBox[];
  readonly width: number;
  readonly height: number;
  readonly theme: DrawTheme;
  readonly selectedSlot: number | undefined;
  readonly hoveredSlot: number | undefined;
  readonly colorOf: (slot: number) => string;
  readonly labelOf: (slot: number) => string;
  readonly isError: (slot: number) => boolean;
  readonly isMatch: (slot: number) => boolean;
  readonly measureText: (text: string) => number;
}

const BOX_HEIGHT = FLAME_ROW - 2;
const GAP = 1;
/** Pale enough that text can be read on all of them, in both themes. */
const FILL_ALPHA = 0.34;
const EDGE_WIDTH = 3;
const MIN_EDGED_WIDTH = 6;
const LABEL_INSET = 7;
const MIN_LABEL_WIDTH = 28;
const ELLIPSIS = '…';
const OUTLINE = 2;
/** Of a trace's names; a trace may have one for each span. */
const MAX_KNOWN_WIDTHS = 20_000;

export function drawFlame(context: DrawContext, picture: FlamePicture): void {
  const { theme } = picture;
  context.clearRect(0, 0, picture.width, picture.height);
  context.font = theme.font;
  context.textBaseline = 'middle';
  for (const box of picture.boxes) drawBox(context, box, picture);
  for (const box of picture.boxes) {
    if (picture.isMatch(box.slot)) drawOutline(context, box, theme.match);
  }
  for (const box of picture.boxes) {
    if (box.slot === picture.hoveredSlot) drawOutline(context, box, theme.mutedText);
    if (box.slot === picture.selectedSlot) drawOutline(context, box, theme.accent);
  }
}

function drawBox(context: DrawContext, box: FlameBox, picture: FlamePicture): void {
  const { slot, x, y } = box;
  const width = Math.max(box.width - GAP, 1);
  context.fillStyle = picture.colorOf(slot);
  context.globalAlpha = FILL_ALPHA;
  context.fillRect(x, y, width, BOX_HEIGHT);
  context.globalAlpha = 1;
  if (width >= MIN_EDGED_WIDTH) context.fillRect(x, y, EDGE_WIDTH, BOX_HEIGHT);
  if (picture.isError(slot)) {
    context.fillStyle = picture.theme.error;
    context.fillRect(x, y + BOX_HEIGHT - 2, width, 2);
  }
  const room = width - 2 * LABEL_INSET;
  if (room < MIN_LABEL_WIDTH) return;
  const text = fitText(picture.labelOf(slot), room, picture.measureText);
  context.fillStyle = picture.isError(slot) ? picture.theme.error : picture.theme.text;
  context.fillText(text, x + LABEL_INSET, y + BOX_HEIGHT / 2 + 1);
}

/** Of letters that are cut: some are wider than the others, and the dots need room. */
const CUT_MARGIN = 2;

/** Cut where its letters' average says, so that each name is measured once, and not for each box. */
export function fitText(text: string, room: number, measureText: (text: string) => number): string {
  const width = measureText(text);
  if (width <= room) return text;
  const fits = Math.floor((text.length * room) / width) - CUT_MARGIN;
  return fits <= 0 ? '' : text.slice(0, fits) + ELLIPSIS;
}

/** Remembers what it measured; for one font. */
export function rememberWidths(measureText: (text: string) => number): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const width = measureText(text);
    if (known.size < MAX_KNOWN_WIDTHS) known.set(text, width);
    return width;
  };
}

function drawOutline(context: DrawContext, { x, y, width }: FlameBox, color: string): void {
  const right = Math.max(x + width - GAP, x + OUTLINE);
  context.fillStyle = color;
  context.fillRect(x, y, right - x, OUTLINE);
  context.fillRect(x, y + BOX_HEIGHT - OUTLINE, right - x, OUTLINE);
  context.fillRect(x, y, OUTLINE, BOX_HEIGHT);
  context.fillRect(right - OUTLINE, y, OUTLINE, BOX_HEIGHT);
}
