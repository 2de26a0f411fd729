// What one trace, or what is usual over many, says of an operation, in the same terms: so that a trace can
// be held against a trace, against the usual, and one cohort against another.

import type { EndpointBaseline } from '../baseline/endpoint-baseline.ts';
import { quantileOf } from '../baseline/histogram.ts';
import type { OperationTree } from '../operations/operation-tree.ts';

export interface OperationShape {
  readonly service: string;
  readonly operation: string;
  readonly kind: number;
  /** Of the traces, how many have it: 1 for a single trace. */
  readonly presence: number;
  readonly callsPerTrace: number;
  /** Of the calls. */
  readonly errorShare: number;
  /** Of one call. */
  readonly durationNs: number;
  /** Per trace, on the critical path, children not included. */
  readonly pathNs: number;
}

/** By path of operations; parents before children. */
export type Shape = ReadonlyMap<string, OperationShape>;

export function shapeOfTrace(tree: OperationTree): Shape {
  const shape = new Map<string, OperationShape>();
  for (const [at, node] of tree.nodes.entries()) {
    const { service, operation, kind, rows, errors, durationNs, pathNs } = node;
    const key = tree.keyOf(at);
    if (key === undefined) continue;
    shape.set(key, {
      service,
      operation,
      kind,
      presence: 1,
      callsPerTrace: rows.length,
      errorShare: errors / rows.length,
      durationNs: durationNs / rows.length,
      pathNs,
    });
  }
  return shape;
}

/** Medians; an operation that a trace does not have counts as no time. */
export function shapeOfBaseline({ traces, operations }: EndpointBaseline): Shape {
  const shape = new Map<string, OperationShape>();
  for (const key of Object.keys(operations).sort()) {
    const usual = operations[key];
    if (usual === undefined) continue;
    shape.set(key, {
      service: usual.service,
      operation: usual.operation,
      kind: usual.kind,
      presence: usual.traces / traces,
      callsPerTrace: Math.round(quantileOf(usual.callsPerTrace, 0.5)),
      errorShare: usual.errors / usual.calls,
      durationNs: quantileOf(usual.durationNs, 0.5),
      pathNs: quantileOf(usual.pathNs, 0.5, traces - usual.traces),
    });
  }
  return shape;
}
