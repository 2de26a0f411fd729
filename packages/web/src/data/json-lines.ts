// A JSON text as lines to read, without parsing it: each line is a piece of the text, with its depth and, where
// it opens an object or a list, the line that closes it. A text of 60 MB becomes lines bit by bit, and what is
// folded costs nothing.

export interface JsonLines {
  readonly text: string;
  readonly count: number;
  /** Piece of line l: `text.slice(start[l], end[l])`; it holds the comma behind it. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly depth: Uint8Array;
  /** The line that closes what a line opens; 0 where it opens nothing. */
  readonly close: Int32Array;
}

/** Deeper is shown at this depth: a limit of what is stored, and of what fits a screen. */
const MAX_DEPTH = 255;

/** Characters read before others have their turn: some ten milliseconds. */
const CHARACTERS_PER_TURN = 1_000_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

interface Growing {
  start: Int32Array;
  end: Int32Array;
  depth: Uint8Array;
  close: Int32Array;
  count: number;
}

/** Yields while there is more to do; the last value is the result. */
export function* scanJson(text: string): Generator<undefined, JsonLines> {
  const lines = emptyLines(Math.ceil(text.length / 24) + 16);
  const open: number[] = [];
  let lineStart = -1;
  let turnEnd = CHARACTERS_PER_TURN;
  const endLine = (at: number): void => {
    if (lineStart < 0) return;
    addLine(lines, lineStart, at, open.length);
    lineStart = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20) continue;
    if (code === QUOTE) {
      if (lineStart < 0) lineStart = at;
      at = endOfString(text, at);
    } else if (isOpening(code)) {
      if (lineStart < 0) lineStart = at;
      const next = nextCharacter(text, at + 1);
      if (isClosing(text.charCodeAt(next))) {
        at = next;
      } else {
        endLine(at + 1);
        open.push(lines.count - 1);
      }
    } else if (isClosing(code)) {
      endLine(at);
      const opened = open.pop();
      lineStart = at;
      if (opened !== undefined) lines.close[opened] = lines.count;
    } else if (code === COMMA) {
      endLine(at + 1);
    } else if (lineStart < 0) {
      lineStart = at;
    }
    if (at < turnEnd) continue;
    turnEnd = at + CHARACTERS_PER_TURN;
    yield undefined;
  }
  endLine(text.length);
  const { count, start, end, depth, close } = lines;
  return {
    ...{ text, count, start: start.subarray(0, count), end: end.subarray(0, count) },
    ...{ depth: depth.subarray(0, count), close: close.subarray(0, count) },
  };
}

function emptyLines(capacity: number): Growing {
  return {
    start: new Int32Array(capacity),
    end: new Int32Array(capacity),
    depth: new Uint8Array(capacity),
    close: new Int32Array(capacity),
    count: 0,
  };
}

function addLine(lines: Growing, start: number, end: number, depth: number): void {
  if (lines.count + 1 >= lines.start.length) grow(lines);
  const at = lines.count++;
  lines.start[at] = start;
  lines.end[at] = end;
  lines.depth[at] = Math.min(depth, MAX_DEPTH);
}

function grow(lines: Growing): void {
  const larger = emptyLines(lines.start.length * 2);
  larger.start.set(lines.start);
  larger.end.set(lines.end);
  larger.depth.set(lines.depth);
  larger.close.set(lines.close);
  Object.assign(lines, { ...larger, count: lines.count });
}

function isOpening(code: number): boolean {
  return code === 0x7b || code === 0x5b;
}

function isClosing(code: number): boolean {
  return code === 0x7d || code === 0x5d;
}

/** The quote that ends a string: one behind an even number of backslashes. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

function nextCharacter(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at++;
  return at;
}

/** 1 where what the line opens is folded: everything from a depth on. */
export function foldFromDepth({ count, depth, close }: JsonLines, from: number): Uint8Array {
  const folded = new Uint8Array(count);
  for (let line = 0; line < count; line++) {
    if ((close[line] ?? 0) > 0 && (depth[line] ?? 0) >= from) folded[line] = 1;
  }
  return folded;
}

/** Lines that are not folded away, in order. */
export function visibleLines({ count, close }: JsonLines, folded: Uint8Array): Int32Array {
  const visible = new Int32Array(count);
  let used = 0;
  let line = 0;
  while (line < count) {
    visible[used++] = line;
    line = folded[line] === 1 ? (close[line] ?? line) + 1 : line + 1;
  }
  return visible.subarray(0, used);
}

export function lineOfOffset({ start, count }: JsonLines, offset: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((start[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A copy in which a line can be seen. */
export function revealLine(lines: JsonLines, folded: Uint8Array, line: number): Uint8Array {
  const next = folded.slice();
  let depth = lines.depth[line] ?? 0;
  for (let at = line - 1; at >= 0 && depth > 0; at--) {
    if ((lines.depth[at] ?? 0) >= depth || (lines.close[at] ?? 0) < line) continue;
    depth = lines.depth[at] ?? 0;
    next[at] = 0;
  }
  return next;
}

/** Where the next, or the previous, match begins, from an offset on and around the end; -1 when none. */
export function findText(text: string, wanted: string, from: number, backwards: boolean): number {
  const pattern = anywhere(wanted);
  if (!backwards) {
    pattern.lastIndex = Math.max(from, 0);
    const found = pattern.exec(text) ?? pattern.exec(text);
    return found?.index ?? -1;
  }
  let before = -1;
  let last = -1;
  for (const { index } of text.matchAll(pattern)) {
    if (index < from) before = index;
    last = index;
  }
  return before >= 0 ? before : last;
}

/** How often a text holds another; counting stops at `most`. */
export function countText(text: string, wanted: string, most: number): number {
  const pattern = anywhere(wanted);
  let count = 0;
  while (count < most && pattern.exec(text) !== null) count++;
  return count;
}

/** The text itself, whatever signs are in it, upper or lower case. */
function anywhere(wanted: string): RegExp {
  return new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
}
