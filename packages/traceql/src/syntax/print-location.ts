// Where in a query something is: as line and column, and drawn with the line above a caret. A long line is cut
// around the place, so that a query sent as one line of two thousand characters can still be read.

import type { Range } from './ast.ts';

export interface Location {
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
}

/** What fits beside a line number in a terminal. */
const SHOWN_CHARACTERS = 80;
/** Of a cut line, what is shown before the place. */
const SHOWN_BEFORE = 40;

export function locationOf(source: string, offset: number): Location {
  const before = source.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return { line, column: [...before.slice(lineStart)].length + 1 };
}

/**
 * ```
 * 1 | { .a = 1 } | cuont() > 2
 *   |              ^^^^^
 * ```
 */
export function printLocation(source: string, range: Range): string {
  const { line, column } = locationOf(source, range.start);
  const text = source.split('\n')[line - 1] ?? '';
  const characters = [...text.replaceAll('\t', ' ').replaceAll('\r', ' ')];
  const marked = [...source.slice(range.start, range.end).split('\n', 1).join('')].length;
  const cutAt = characters.length > SHOWN_CHARACTERS ? Math.max(0, column - 1 - SHOWN_BEFORE) : 0;
  const isCutAfter = characters.length > cutAt + SHOWN_CHARACTERS;
  const before = cutAt > 0 ? '…' : '';
  const shown = characters.slice(cutAt, cutAt + SHOWN_CHARACTERS).join('');
  const gutter = String(line);
  const caretAt = before.length + column - 1 - cutAt;
  const carets = Math.max(1, Math.min(marked, SHOWN_CHARACTERS - (column - 1 - cutAt)));
  return [
    `${gutter} | ${before}${shown}${isCutAfter ? '…' : ''}`,
    `${' '.repeat(gutter.length)} | ${' '.repeat(caretAt)}${'^'.repeat(carets)}`,
  ].join('\n');
}
