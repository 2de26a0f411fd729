// The values of a chart as a table: what it shows, for reading and for copying.

import type { ChartSeries, ChartUnit } from './chart-types.ts';
import { formatChartTime } from './format-axis-time.ts';
import { formatValue } from './format-value.ts';

interface SeriesTableProps {
  readonly title: string;
  readonly unit: ChartUnit;
  readonly timesMs: readonly number[];
  readonly stepMs: number;
  readonly series: readonly ChartSeries[];
  readonly isUtc: boolean;
}

export function SeriesTable({ title, unit, timesMs, stepMs, series, isUtc }: SeriesTableProps) {
  return (
    // A region that scrolls has to be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section aria-label={`${title}, values`} tabIndex={0}>
      <table className="values">
        <thead>
          <tr>
            <th scope="col">until</th>
            {series.map(({ label }) => (
              <th key={label} scope="col" className="number">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {timesMs.map((timeMs, at) => (
            <tr key={timeMs}>
              <th scope="row">{formatChartTime(timeMs, stepMs, isUtc)}</th>
              {series.map(({ label, values }) => (
                <td key={label} className="number">
                  {sayValue(unit, values[at])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function sayValue(unit: ChartUnit, value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : formatValue(unit, value);
}
