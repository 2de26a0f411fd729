// A series as a word among words: no axes, no pointer. Its text says what it shows.

import { cssColorOf } from './chart-theme.ts';
import type { ChartColor, ChartUnit } from './chart-types.ts';
import { sparklinePaths } from './sparkline-paths.ts';
import { summarizeSeries } from './summarize-series.ts';

const DEFAULT_WIDTH_PX = 96;
const DEFAULT_HEIGHT_PX = 20;

interface SparklineProps {
  /** What the values are: "rate of checkout". */
  readonly label: string;
  readonly unit: ChartUnit;
  readonly values: readonly (number | null | undefined)[];
  readonly color?: ChartColor;
  readonly width?: number;
  readonly height?: number;
  /** The top of the picture: the same for all rows of a table that are to be compared. */
  readonly max?: number;
}

export function Sparkline(props: SparklineProps) {
  const { label, unit, values, color = 'accent', max } = props;
  const { width = DEFAULT_WIDTH_PX, height = DEFAULT_HEIGHT_PX } = props;
  const { line, area } = sparklinePaths(values, width, height, max);
  const css = cssColorOf(color);
  const text = summarizeSeries([{ label, values, color }], unit);
  return (
    <svg
      className="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={text}
    >
      <title>{text}</title>
      <path d={area} fill={css} opacity={0.16} />
      <path d={line} fill="none" stroke={css} strokeWidth={1.25} strokeLinejoin="round" />
    </svg>
  );
}
