// Choosing a box of cells on a heatmap, by dragging or by keys: arrows move, Shift and arrows choose,
// Enter takes, Esc gives up.

import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { CellBox } from './heatmap-grid.ts';

export interface Cell {
  readonly column: number;
  readonly row: number;
}

export interface BoxChoice {
  /** Where the pointer or the keyboard is. */
  readonly cursor: Cell | undefined;
  /** While it is being chosen. */
  readonly box: CellBox | undefined;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerLeave: () => void;
  readonly onPointerCancel: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onBlur: () => void;
}

interface BoxChoiceOptions {
  readonly columns: number;
  readonly rows: number;
  readonly cellAt: (x: number, y: number) => Cell;
  readonly onCursor: (cell: Cell | undefined) => void;
  readonly onBox: ((box: CellBox) => void) | undefined;
}

export function boxBetween(a: Cell, b: Cell): CellBox {
  return {
    fromColumn: Math.min(a.column, b.column),
    toColumn: Math.max(a.column, b.column),
    fromRow: Math.min(a.row, b.row),
    toRow: Math.max(a.row, b.row),
  };
}

const MOVES: Readonly<Record<string, readonly [columns: number, rows: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
  Home: [Number.NEGATIVE_INFINITY, 0],
  End: [Number.POSITIVE_INFINITY, 0],
};

/** Undefined for other keys. */
export function movedCell(
  key: string,
  cell: Cell | undefined,
  columns: number,
  rows: number,
): Cell | undefined {
  const move = MOVES[key];
  if (move === undefined) return undefined;
  const from = cell ?? { column: columns - 1, row: rows - 1 };
  const hold = (value: number, count: number) => Math.min(Math.max(value, 0), count - 1);
  return {
    column: hold(from.column + move[0], columns),
    row: hold(from.row + move[1], rows),
  };
}

export function useBoxChoice(options: BoxChoiceOptions): BoxChoice {
  const { columns, rows, cellAt, onCursor, onBox } = options;
  const [cursor, setCursor] = useState<Cell>();
  const [anchor, setAnchor] = useState<Cell>();
  const [isDragging, setDragging] = useState(false);
  const at = (event: PointerEvent<HTMLElement>): Cell => {
    const box = event.currentTarget.getBoundingClientRect();
    return cellAt(event.clientX - box.left, event.clientY - box.top);
  };
  const moveTo = (cell: Cell | undefined): void => {
    setCursor(cell);
    onCursor(cell);
  };
  const stop = (): void => {
    setDragging(false);
    setAnchor(undefined);
  };
  const take = (from: Cell, to: Cell): void => {
    stop();
    onBox?.(boxBetween(from, to));
  };
  const box = anchor === undefined || cursor === undefined ? undefined : boxBetween(anchor, cursor);
  return {
    cursor,
    box,
    onPointerDown: (event) => {
      if (event.button !== 0 || onBox === undefined) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setAnchor(at(event));
      setDragging(true);
      moveTo(at(event));
    },
    onPointerMove: (event) => moveTo(at(event)),
    onPointerUp: (event) => {
      if (isDragging && anchor !== undefined) take(anchor, at(event));
    },
    onPointerLeave: () => {
      if (!isDragging) moveTo(undefined);
    },
    onPointerCancel: stop,
    onKeyDown: (event) => {
      const next = movedCell(event.key, cursor, columns, rows);
      if (next !== undefined) {
        if (!event.shiftKey || onBox === undefined) setAnchor(undefined);
        else if (anchor === undefined) setAnchor(cursor ?? next);
        moveTo(next);
      } else if (event.key === 'Enter' && cursor !== undefined) take(anchor ?? cursor, cursor);
      else if (event.key === 'Escape' && anchor !== undefined) stop();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    onBlur: () => {
      stop();
      moveTo(undefined);
    },
  };
}
