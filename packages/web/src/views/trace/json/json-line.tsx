// One line of a JSON text, with its name, its value and, where something can be folded, a mark for it.

import type { ReactNode } from 'react';
import { formatCount, formatQuantity } from '../../../base/format-count.ts';
import type { JsonLines } from '../../../data/json-lines.ts';

interface JsonLineProps {
  readonly lines: JsonLines;
  readonly line: number;
  readonly topPx: number;
  readonly isFolded: boolean;
  readonly found: { readonly at: number; readonly length: number } | undefined;
  readonly onToggle: () => void;
}

/** Longer values are shown in the panel; here a line must not become a page. */
const MAX_SHOWN_CHARACTERS = 2_000;

/** Of what is folded, looked at to say what it is. */
const SUMMARY_CHARACTERS = 800;

export function JsonLine({ lines, line, topPx, isFolded, found, onToggle }: JsonLineProps) {
  const { text, start, end, depth, close } = lines;
  const from = start[line] ?? 0;
  const to = end[line] ?? 0;
  const shownTo = Math.min(to, from + MAX_SHOWN_CHARACTERS);
  const piece = text.slice(from, shownTo).trimEnd();
  const isFoldable = (close[line] ?? 0) > 0;
  const isFound = found !== undefined && found.at >= from && found.at < to;
  return (
    <div className="json-line" style={{ top: topPx, paddingLeft: 24 + (depth[line] ?? 0) * 14 }}>
      {isFoldable && (
        <button
          type="button"
          className="json-fold"
          aria-expanded={!isFolded}
          aria-label={`${isFolded ? 'Expand' : 'Collapse'} ${piece}`}
          onClick={onToggle}
        >
          {isFolded ? '▸' : '▾'}
        </button>
      )}
      {isFound ? markFound(piece, found.at - from, found.length) : colourPiece(piece)}
      {to > shownTo && <span className="muted">… {formatCount(to - shownTo)} more characters</span>}
      {isFolded && <Folded lines={lines} line={line} />}
    </div>
  );
}

function Folded({ lines, line }: Pick<JsonLineProps, 'lines' | 'line'>) {
  const { text, start, end, close } = lines;
  const closing = close[line] ?? line;
  const inside = text.slice(
    end[line],
    Math.min(start[closing] ?? 0, (end[line] ?? 0) + SUMMARY_CHARACTERS),
  );
  const name = /"(?:name|key)":\s*("(?:[^"\\]|\\.)*")/.exec(inside)?.[1];
  return (
    <>
      <span className="json-summary">{name === undefined ? ' … ' : <> … {name} … </>}</span>
      {text.slice(start[closing], end[closing])}
      <span className="muted json-count"> {formatQuantity(closing - line - 1, 'line')}</span>
    </>
  );
}

const PIECE = /^("(?:[^"\\]|\\.)*"\s*:)?\s*(.*?)(,?)$/s;

function colourPiece(piece: string): ReactNode {
  const [, key, value = '', comma] = PIECE.exec(piece) ?? [];
  const kind = value.startsWith('"') ? 'json-text' : /^[\d\-tfn]/.test(value) ? 'json-number' : '';
  return (
    <>
      {key !== undefined && <span className="json-key">{key} </span>}
      <span className={kind}>{value}</span>
      {comma}
    </>
  );
}

function markFound(piece: string, at: number, length: number): ReactNode {
  return (
    <>
      {piece.slice(0, at)}
      <mark className="json-found">{piece.slice(at, at + length)}</mark>
      {piece.slice(at + length)}
    </>
  );
}
