// The answer to a metrics query as text: `label=value …: value of every interval`, `-` where there is none. From
// T0 on, four intervals of a second, the first of which ends at T0.

import { parseAndCheck } from '../../check/check.ts';
import { evaluateMetrics } from '../metrics/evaluate-metrics.ts';
import type { Series } from '../metrics/series.ts';
import { rangeGrid } from '../metrics/time-grid.ts';
import { valueText } from '../value.ts';
import { drawnFindings, drawTraces, T0_NS } from './draw-traces.ts';

const SECOND_NS = 1_000_000_000n;
export const SHOWN_GRID = rangeGrid(T0_NS, T0_NS + 3n * SECOND_NS, SECOND_NS);

export function showSeries(query: string, drawing: string): string[] {
  const findings = drawnFindings(drawing);
  return evaluateMetrics(parseAndCheck(query), drawTraces(drawing), SHOWN_GRID, 0, findings).map(
    showOneSeries,
  );
}

/** However it was made. */
export function showOneSeries({ labels, values }: Pick<Series, 'labels' | 'values'>): string {
  const shown = labels.map(([name, value]) => `${name}=${valueText(value)}`).join(' ');
  return `${shown}: ${[...values].map(showNumber).join(' ')}`;
}

function showNumber(value: number): string {
  return Number.isNaN(value) ? '-' : String(Number(value.toPrecision(6)));
}
