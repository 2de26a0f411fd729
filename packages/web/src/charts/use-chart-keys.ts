// A chart by keyboard: arrows move the crosshair, with Shift they choose a range, Enter zooms to it or
// opens the point, Esc takes the range back.

import { type KeyboardEvent, useState } from 'react';
import type { TimeRangeMs } from './chart-types.ts';
import type { Crosshair } from './crosshair.ts';
import { intervalAt } from './intervals.ts';

/** Page Up and Page Down move by so much of the chart. */
const PAGE_SHARE = 0.1;

export interface ChartKeys {
  readonly selection: TimeRangeMs | undefined;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onBlur: () => void;
}

interface ChartKeysOptions {
  readonly timesMs: readonly number[];
  readonly stepMs: number;
  readonly index: number | undefined;
  readonly crosshair: Crosshair;
  readonly onZoom: ((range: TimeRangeMs) => void) | undefined;
  readonly onPoint: ((index: number) => void) | undefined;
}

/** The index that a key leads to; undefined for other keys. */
export function movedIndex(
  key: string,
  index: number | undefined,
  count: number,
): number | undefined {
  const last = count - 1;
  const page = Math.max(1, Math.round(count * PAGE_SHARE));
  const clamp = (next: number): number => Math.min(Math.max(next, 0), last);
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return clamp((index ?? count) - 1);
    case 'ArrowRight':
    case 'ArrowUp':
      return clamp((index ?? -1) + 1);
    case 'PageDown':
      return clamp((index ?? last) - page);
    case 'PageUp':
      return clamp((index ?? 0) + page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

export function useChartKeys(options: ChartKeysOptions): ChartKeys {
  const { timesMs, stepMs, index, crosshair, onZoom, onPoint } = options;
  /** Where the range began, as an index. */
  const [anchor, setAnchor] = useState<number>();
  const selection =
    anchor === undefined || index === undefined
      ? undefined
      : {
          startMs: intervalAt(timesMs, stepMs, Math.min(anchor, index)).startMs,
          endMs: intervalAt(timesMs, stepMs, Math.max(anchor, index)).endMs,
        };
  const move = (next: number, isSelecting: boolean): void => {
    if (!isSelecting) setAnchor(undefined);
    else if (anchor === undefined) setAnchor(index ?? next);
    crosshair.move(timesMs[next]);
  };
  const enter = (): void => {
    if (selection !== undefined) {
      setAnchor(undefined);
      onZoom?.(selection);
    } else if (index !== undefined) onPoint?.(index);
  };
  return {
    selection,
    onKeyDown: (event) => {
      const next = movedIndex(event.key, index, timesMs.length);
      if (next !== undefined && timesMs.length > 0)
        move(next, event.shiftKey && onZoom !== undefined);
      else if (event.key === 'Enter') enter();
      else if (event.key === 'Escape' && anchor !== undefined) setAnchor(undefined);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    onBlur: () => {
      setAnchor(undefined);
      crosshair.move(undefined);
    },
  };
}
