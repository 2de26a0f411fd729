// A heatmap of durations over time: which durations there were when, and how many of them failed. A box
// of cells can be chosen on it, by dragging or by keys.

import { type ReactNode, useCallback, useRef, useState } from 'react';
import { formatCount, formatQuantity } from '../base/format-count.ts';
import { formatDuration } from '../base/format-duration.ts';
import { useTheme } from '../state/theme.ts';
import { useTimeZone } from '../state/time-zone.ts';
import { useCanvas } from '../widgets/use-canvas.ts';
import { useElementSize } from '../widgets/use-element-size.ts';
import { ChartFrame } from './chart-frame.tsx';
import { readChartTheme } from './chart-theme.ts';
import type { ChartStatus, TimeRangeMs } from './chart-types.ts';
import { type Crosshair, createCrosshair } from './crosshair.ts';
import { drawHeatmap } from './draw-heatmap.ts';
import { chartTimeFormat } from './format-axis-time.ts';
import {
  boxOf,
  type CellBox,
  cellAt,
  cellsOf,
  countIn,
  type HeatmapBox,
  type HeatmapGrid,
  layoutOf,
} from './heatmap-grid.ts';
import { HeatmapTable } from './heatmap-table.tsx';
import { boxBetween, type Cell, useBoxChoice } from './use-box-choice.ts';
import { useCrosshairIndex } from './use-crosshair-index.ts';

const DEFAULT_HEIGHT_PX = 120;
const HINT = 'Arrow keys move, with Shift they choose a box, Enter takes it.';

interface HeatmapProps extends ChartStatus {
  readonly title: string;
  /** What is counted: "span". */
  readonly counted: string;
  readonly grid: HeatmapGrid | undefined;
  readonly range?: TimeRangeMs;
  readonly height?: number;
  readonly crosshair?: Crosshair;
  /** What is chosen now. */
  readonly box?: HeatmapBox | undefined;
  readonly onBox?: (box: HeatmapBox) => void;
  /** Shown beside the box that is chosen: what can be done with it. */
  readonly boxActions?: ReactNode;
}

export function Heatmap(props: HeatmapProps) {
  const { title, counted, grid, height = DEFAULT_HEIGHT_PX } = props;
  const [own] = useState(createCrosshair);
  const [isTable, setTable] = useState(false);
  const [cell, setCell] = useState<Cell>();
  const isUtc = useTimeZone() === 'utc';
  return (
    <ChartFrame
      {...props}
      height={height}
      isEmpty={grid === undefined}
      isTable={isTable}
      onTable={setTable}
      readout={
        grid !== undefined &&
        cell !== undefined && <span>{sayBox(grid, boxBetween(cell, cell), counted, isUtc)}</span>
      }
      table={() => grid !== undefined && <HeatmapTable title={title} grid={grid} isUtc={isUtc} />}
    >
      {grid !== undefined && (
        <Picture
          {...props}
          grid={grid}
          height={height}
          isUtc={isUtc}
          crosshair={props.crosshair ?? own}
          onCell={setCell}
        />
      )}
    </ChartFrame>
  );
}

/** "12:04:30, 134 ms to 268 ms: 24 spans, 3 errors" */
function sayBox(grid: HeatmapGrid, cells: CellBox, counted: string, isUtc: boolean): string {
  const { range, aboveNs, upToNs } = boxOf(grid, cells);
  const { count, errorCount } = countIn(grid, cells);
  const format = chartTimeFormat(grid.timesMs, grid.stepMs, isUtc);
  const from = format(range.startMs);
  const isOne = cells.fromColumn === cells.toColumn;
  const to = isOne ? '' : ` to ${format(range.endMs)}`;
  const errors = errorCount === 0 ? '' : `, ${formatQuantity(errorCount, 'error')}`;
  const durations = `${formatDuration(aboveNs)} to ${formatDuration(upToNs)}`;
  return `${from}${to}, ${durations}: ${formatQuantity(count, counted)}${errors}`;
}

interface PictureProps extends HeatmapProps {
  readonly grid: HeatmapGrid;
  readonly height: number;
  readonly isUtc: boolean;
  readonly crosshair: Crosshair;
  readonly onCell: (cell: Cell | undefined) => void;
}

function Picture(props: PictureProps) {
  const { title, counted, grid, height, range, isUtc, crosshair, onCell, onBox, boxActions } =
    props;
  const host = useRef<HTMLDivElement>(null);
  const { width } = useElementSize(host);
  const theme = useTheme();
  const layout = layoutOf(grid, range, { width, height });
  const choice = useBoxChoice({
    columns: grid.timesMs.length,
    rows: grid.boundsNs.length,
    cellAt: (x, y) => cellAt(grid, layout, x, y),
    onCursor: (cell) => {
      onCell(cell);
      crosshair.move(cell === undefined ? undefined : grid.timesMs[cell.column]);
    },
    onBox: onBox === undefined ? undefined : (cells) => onBox(boxOf(grid, cells)),
  });
  const shared = useCrosshairIndex(crosshair, grid.timesMs, grid.stepMs);
  const cursor = choice.cursor ?? (shared === undefined ? undefined : { column: shared });
  const chosen = props.box === undefined ? undefined : cellsOf(grid, props.box);
  const box = choice.box ?? chosen;
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      // Named here because the colours of the tokens are those of the theme.
      const colors = { theme, ...readChartTheme() };
      const marks = {
        box,
        cursor: cursor === undefined ? undefined : { row: undefined, ...cursor },
      };
      drawHeatmap(context, grid, layout, marks, colors, isUtc);
    },
    [theme, grid, layout, box, cursor, isUtc],
  );
  const canvas = useCanvas(width, height, draw);
  const total = countIn(grid, wholeOf(grid));
  const spoken =
    choice.cursor === undefined
      ? ''
      : sayBox(grid, box ?? boxBetween(choice.cursor, choice.cursor), counted, isUtc);
  return (
    <div ref={host} className="heatmap" style={{ height }}>
      {/* Two directions, so no slider: its keys are its own, and what it is on is said below. */}
      <div
        className="heatmap-picture"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application has keys of its own
        tabIndex={0}
        aria-roledescription="heatmap"
        aria-label={`${title}: ${formatCount(total.count)} ${counted}s, ${formatQuantity(total.errorCount, 'error')}. ${HINT}`}
        onPointerDown={choice.onPointerDown}
        onPointerMove={choice.onPointerMove}
        onPointerUp={choice.onPointerUp}
        onPointerLeave={choice.onPointerLeave}
        onPointerCancel={choice.onPointerCancel}
        onKeyDown={choice.onKeyDown}
        onBlur={choice.onBlur}
      >
        <canvas ref={canvas} style={{ width, height }} />
      </div>
      <p className="visually-hidden" aria-live="polite">
        {spoken}
      </p>
      {chosen !== undefined && choice.box === undefined && boxActions && (
        <div className="heatmap-actions">
          <span>{sayBox(grid, chosen, counted, isUtc)}</span>
          {boxActions}
        </div>
      )}
    </div>
  );
}

function wholeOf({ timesMs, boundsNs }: HeatmapGrid): CellBox {
  return {
    ...{ fromColumn: 0, toColumn: timesMs.length - 1 },
    ...{ fromRow: 0, toRow: boundsNs.length - 1 },
  };
}
