// A baseline as rows that add up, one for each path of operations: what is kept of the traces that came. The row with
// the empty path is of the traces as a whole. Who keeps them is not said here.

import { operationOfKey } from '../operations/operation-tree.ts';
import { type EndpointBaseline, emptyBaseline } from './endpoint-baseline.ts';
import type { Histogram } from './histogram.ts';

type Counts = Readonly<Record<string, number>>;

export interface BaselineRow {
  /** `OperationTree.keyOf`; empty: of the traces as a whole. */
  readonly path: string;
  readonly traces: number;
  readonly calls: number;
  readonly errors: number;
  /** Of the whole: how long the traces take. */
  readonly duration: Counts;
  readonly pathTime: Counts;
  readonly callsPerTrace: Counts;
}

/** The path of the traces as a whole. */
export const WHOLE = '';

export function rowsOfBaseline(baseline: EndpointBaseline): BaselineRow[] {
  const { traces, errors, durationNs, operations } = baseline;
  const whole = {
    ...{ path: WHOLE, traces, calls: traces, errors, duration: durationNs.counts },
    ...{ pathTime: {}, callsPerTrace: {} },
  };
  const paths = Object.entries(operations).map(([path, operation]) => ({
    path,
    traces: operation.traces,
    calls: operation.calls,
    errors: operation.errors,
    duration: operation.durationNs.counts,
    pathTime: operation.pathNs.counts,
    callsPerTrace: operation.callsPerTrace.counts,
  }));
  return [whole, ...paths];
}

export function baselineOfRows(
  service: string,
  operation: string,
  rows: readonly BaselineRow[],
): EndpointBaseline {
  const baseline = emptyBaseline(service, operation);
  for (const row of rows) {
    if (row.path === WHOLE) {
      baseline.traces = row.traces;
      baseline.errors = row.errors;
      Object.assign(baseline.durationNs, histogramOf(row.duration));
      continue;
    }
    baseline.operations[row.path] = {
      ...operationOfKey(row.path),
      traces: row.traces,
      calls: row.calls,
      errors: row.errors,
      durationNs: histogramOf(row.duration),
      pathNs: histogramOf(row.pathTime),
      callsPerTrace: histogramOf(row.callsPerTrace),
    };
  }
  return baseline;
}

function histogramOf(counts: Counts): Histogram {
  let count = 0;
  for (const of of Object.values(counts)) count += of;
  return { count, counts: { ...counts } };
}
