// A heatmap as a table: a row for each range of durations, longest first, with what is in it all in all.

import { formatCount } from '../base/format-count.ts';
import { formatDuration } from '../base/format-duration.ts';
import { formatChartTime } from './format-axis-time.ts';
import { countIn, type HeatmapGrid } from './heatmap-grid.ts';

interface HeatmapTableProps {
  readonly title: string;
  readonly grid: HeatmapGrid;
  readonly isUtc: boolean;
}

export function HeatmapTable({ title, grid, isUtc }: HeatmapTableProps) {
  const { timesMs, stepMs, boundsNs } = grid;
  const columns = timesMs.length;
  const rows = boundsNs.map((boundNs, row) => {
    const cells = { fromRow: row, toRow: row, fromColumn: 0, toColumn: columns - 1 };
    const peak = peakOf(grid, row);
    return { boundNs, peakMs: timesMs[peak], ...countIn(grid, cells) };
  });
  return (
    // A region that scrolls has to be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section aria-label={`${title}, values`} tabIndex={0}>
      <table className="values">
        <thead>
          <tr>
            <th scope="col">duration</th>
            <th scope="col" className="number">
              spans
            </th>
            <th scope="col" className="number">
              errors
            </th>
            <th scope="col" className="number">
              most of them at
            </th>
          </tr>
        </thead>
        <tbody>
          {rows
            .filter(({ count }) => count > 0)
            .toReversed()
            .map(({ boundNs, count, errorCount, peakMs = 0 }) => (
              <tr key={boundNs}>
                <th scope="row">
                  {formatDuration(boundNs / 2)} to {formatDuration(boundNs)}
                </th>
                <td className="number">{formatCount(count)}</td>
                <td className="number">{formatCount(errorCount)}</td>
                <td className="number">{formatChartTime(peakMs - stepMs, stepMs, isUtc)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}

/** The column with the most of a row. */
function peakOf({ timesMs, counts }: HeatmapGrid, row: number): number {
  let peak = 0;
  const offset = row * timesMs.length;
  for (let column = 1; column < timesMs.length; column++) {
    if ((counts[offset + column] ?? 0) > (counts[offset + peak] ?? 0)) peak = column;
  }
  return peak;
}
