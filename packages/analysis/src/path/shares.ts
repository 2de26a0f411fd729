// Who had which part of the critical path: by service, by operation and by kind of work. Each list adds
// up to the whole, because every moment of the path belongs to one span.

import type { Trace } from '../trace/trace.ts';
import type { CriticalPath } from './critical-path.ts';
import { WORK_KINDS, type WorkKind } from './work.ts';

export interface ServiceShare {
  readonly service: string;
  readonly pathNs: number;
  /** Of the whole path, 0 to 1. */
  readonly share: number;
}

export interface OperationShare extends ServiceShare {
  readonly operation: string;
}

export interface WorkShare {
  readonly work: WorkKind;
  readonly pathNs: number;
  readonly share: number;
}

export interface PathShares {
  readonly services: readonly ServiceShare[];
  readonly operations: readonly OperationShare[];
  readonly work: readonly WorkShare[];
}

/** Largest first. O(path). */
export function sharePath(trace: Trace, path: CriticalPath): PathShares {
  const wholeNs = path.toNs - path.fromNs;
  const byService = new Map<number, number>();
  const byOperation = new Map<number, number>();
  const byWork = new Map<number, number>();
  for (let at = 0; at < path.row.length; at++) {
    const ns = (path.segmentToNs[at] ?? 0) - (path.segmentFromNs[at] ?? 0);
    const row = path.row[at] ?? 0;
    const service = trace.service[row] ?? 0;
    const pair = service * trace.operations.length + (trace.operation[row] ?? 0);
    byService.set(service, (byService.get(service) ?? 0) + ns);
    byOperation.set(pair, (byOperation.get(pair) ?? 0) + ns);
    byWork.set(path.work[at] ?? 0, (byWork.get(path.work[at] ?? 0) ?? 0) + ns);
  }
  const ranked = (sums: Map<number, number>) =>
    [...sums]
      .sort(([, a], [, b]) => b - a)
      .map(([key, pathNs]) => ({ key, pathNs, share: wholeNs > 0 ? pathNs / wholeNs : 0 }));
  return {
    services: ranked(byService).map(({ key, ...rest }) => ({
      service: trace.services[key] ?? '',
      ...rest,
    })),
    operations: ranked(byOperation).map(({ key, ...rest }) => ({
      service: trace.services[Math.floor(key / trace.operations.length)] ?? '',
      operation: trace.operations[key % trace.operations.length] ?? '',
      ...rest,
    })),
    work: ranked(byWork).map(({ key, ...rest }) => ({
      work: WORK_KINDS[key] ?? 'own-code',
      ...rest,
    })),
  };
}

/** By row, the time that it has on the path. */
export function pathTimeByRow(trace: Trace, path: CriticalPath): Float64Array {
  const pathNs = new Float64Array(trace.rowCount);
  for (let at = 0; at < path.row.length; at++) {
    const row = path.row[at] ?? 0;
    pathNs[row] = (pathNs[row] ?? 0) + (path.segmentToNs[at] ?? 0) - (path.segmentFromNs[at] ?? 0);
  }
  return pathNs;
}
