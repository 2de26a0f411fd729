// What is usual for an endpoint, as plain data: for every path of operations below it how often it comes,
// how long its spans take, how much of the critical path it has, how often it fails. Built by adding
// traces, merged from parts. Who keeps it, and for how long, is not said here.

import { assert } from '@throughline/model/base/assert';
import type { OperationNode, OperationTree } from '../operations/operation-tree.ts';
import { durationOf, operationOf, serviceOf, type Trace } from '../trace/trace.ts';
import { addValue, emptyHistogram, type Histogram, mergeHistograms } from './histogram.ts';

/** Beyond this the names hold ids, and more of them say nothing more about what is usual. */
export const MAX_OPERATIONS = 1_000;

/** Fewer traces than this do not show what is usual. */
export const MIN_TRACES = 20;

export interface OperationBaseline {
  readonly service: string;
  readonly operation: string;
  readonly kind: number;
  /** Traces that have it at least once. */
  traces: number;
  calls: number;
  errors: number;
  /** Of each call. */
  readonly durationNs: Histogram;
  /** Per trace that has it: time on the critical path, children not included. */
  readonly pathNs: Histogram;
  /** Per trace that has it. */
  readonly callsPerTrace: Histogram;
}

export interface EndpointBaseline {
  readonly service: string;
  readonly operation: string;
  traces: number;
  errors: number;
  readonly durationNs: Histogram;
  /** By path of operations (`OperationTree.keyOf`). */
  readonly operations: Record<string, OperationBaseline>;
}

export function emptyBaseline(service: string, operation: string): EndpointBaseline {
  return {
    service,
    operation,
    traces: 0,
    errors: 0,
    durationNs: emptyHistogram(),
    operations: {},
  };
}

/** Adds to the baseline; the trace must be of its endpoint: its root's service and operation. */
export function addTrace(baseline: EndpointBaseline, trace: Trace, tree: OperationTree): void {
  assert(isOfEndpoint(baseline, trace), 'a trace of another endpoint');
  const { operations } = baseline;
  let free = MAX_OPERATIONS - Object.keys(operations).length;
  tree.nodes.forEach((node, at) => {
    const key = tree.keyOf(at);
    if (key === undefined) return;
    let operation = operations[key];
    if (operation === undefined) {
      if (free-- <= 0) return;
      operation = emptyOperation(node);
      operations[key] = operation;
    }
    addNode(operation, trace, node);
  });
  baseline.traces++;
  baseline.errors += trace.isError[trace.rootRow] ?? 0;
  addValue(baseline.durationNs, durationOf(trace, trace.rootRow));
}

/** Whether a trace belongs to a baseline. */
export function isOfEndpoint(baseline: EndpointBaseline, trace: Trace): boolean {
  return (
    serviceOf(trace, trace.rootRow) === baseline.service &&
    operationOf(trace, trace.rootRow) === baseline.operation
  );
}

/** What is usual of a node, where the baseline has it. */
export function usualOf(
  baseline: EndpointBaseline,
  tree: OperationTree,
  node: number,
): OperationBaseline | undefined {
  const key = tree.keyOf(node);
  return key === undefined ? undefined : baseline.operations[key];
}

function emptyOperation({ service, operation, kind }: OperationNode): OperationBaseline {
  return {
    service,
    operation,
    kind,
    traces: 0,
    calls: 0,
    errors: 0,
    durationNs: emptyHistogram(),
    pathNs: emptyHistogram(),
    callsPerTrace: emptyHistogram(),
  };
}

function addNode(operation: OperationBaseline, trace: Trace, node: OperationNode): void {
  operation.traces++;
  operation.calls += node.calls;
  operation.errors += node.errors;
  for (const row of node.rows) addValue(operation.durationNs, durationOf(trace, row));
  addValue(operation.pathNs, node.pathNs);
  addValue(operation.callsPerTrace, node.calls);
}

/** A new baseline from two of one endpoint, from two times or two places. */
export function mergeBaselines(one: EndpointBaseline, other: EndpointBaseline): EndpointBaseline {
  const operations: Record<string, OperationBaseline> = { ...one.operations };
  let free = MAX_OPERATIONS - Object.keys(operations).length;
  for (const [key, added] of Object.entries(other.operations)) {
    const before = operations[key];
    if (before !== undefined) operations[key] = mergeOperations(before, added);
    else if (free-- > 0) operations[key] = added;
  }
  return {
    ...one,
    traces: one.traces + other.traces,
    errors: one.errors + other.errors,
    durationNs: mergeHistograms(one.durationNs, other.durationNs),
    operations,
  };
}

function mergeOperations(one: OperationBaseline, other: OperationBaseline): OperationBaseline {
  return {
    ...one,
    traces: one.traces + other.traces,
    calls: one.calls + other.calls,
    errors: one.errors + other.errors,
    durationNs: mergeHistograms(one.durationNs, other.durationNs),
    pathNs: mergeHistograms(one.pathNs, other.pathNs),
    callsPerTrace: mergeHistograms(one.callsPerTrace, other.callsPerTrace),
  };
}
