// The whole trace in a few pixels: every span adds to a small grid of cells (lanes × columns), the
// grid is drawn as runs. One pass over the spans when the trace or the width changes, and then a
// picture whose cost depends on its size alone.

import { STATUS_ERROR } from '@throughline/model/span/span-kind';
import type { TraceModel } from '../data/trace-model.ts';
import type { DrawContext } from './draw-waterfall.ts';

export const MINIMAP_HEIGHT = 40;
const MAX_LANES = 20;

const EMPTY = 0;
const ERROR = 1;
/** A cell holds EMPTY, ERROR, or FIRST_SERVICE + index of the service. */
const FIRST_SERVICE = 2;

export interface MinimapGrid {
  readonly lanes: number;
  readonly columns: number;
  readonly cells: Uint16Array;
}

export function buildMinimap(trace: TraceModel, columns: number): MinimapGrid {
  const lanes = Math.max(1, Math.min(MAX_LANES, trace.rowCount));
  const cells = new Uint16Array(lanes * columns);
  const perNs = columns / Math.max(trace.durationNs, 1);
  for (let position = 0; position < trace.rowCount; position++) {
    const row = trace.tree.order[position] ?? 0;
    const lane = Math.floor((position / trace.rowCount) * lanes);
    const startNs = trace.startOffsetNs[row] ?? 0;
    const from = clamp(Math.floor(startNs * perNs), columns - 1);
    const endNs = startNs + (trace.spanDurationNs[row] ?? 0);
    const to = Math.max(clamp(Math.ceil(endNs * perNs), columns), from + 1);
    const isError = trace.status[row] === STATUS_ERROR;
    const value = isError ? ERROR : FIRST_SERVICE + (trace.service[row] ?? 0);
    cells.fill(value, lane * columns + from, lane * columns + to);
  }
  return { lanes, columns, cells };
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}

export function drawMinimap(
  context: DrawContext,
  grid: MinimapGrid,
  errorColor: string,
  colorOfService: (service: number) => string,
): void {
  const { lanes, columns, cells } = grid;
  context.clearRect(0, 0, columns, MINIMAP_HEIGHT);
  const laneHeight = MINIMAP_HEIGHT / lanes;
  const barHeight = Math.max(Math.min(laneHeight - 0.5, 4), 1);
  for (let lane = 0; lane < lanes; lane++) {
    const y = lane * laneHeight + (laneHeight - barHeight) / 2;
    let from = 0;
    for (let column = 1; column <= columns; column++) {
      const value = cells[lane * columns + from] ?? EMPTY;
      if (column < columns && cells[lane * columns + column] === value) continue;
      if (value !== EMPTY) {
        context.fillStyle = value === ERROR ? errorColor : colorOfService(value - FIRST_SERVICE);
        context.fillRect(from, y, column - from, barHeight);
      }
      from = column;
    }
  }
}
