// A baseline without one of the traces that it was made of: a trace is held against the others, not against
// itself, which would hide what only it has as long as there are few.

import { buildOperationTree } from '../operations/operation-tree.ts';
import { findCriticalPath } from '../path/critical-path.ts';
import type { Trace } from '../trace/trace.ts';
import {
  addTrace,
  type EndpointBaseline,
  emptyBaseline,
  type OperationBaseline,
} from './endpoint-baseline.ts';
import type { Histogram } from './histogram.ts';

export function addToBaseline(baseline: EndpointBaseline, trace: Trace): void {
  addTrace(baseline, trace, buildOperationTree(trace, findCriticalPath(trace)));
}

/**
 * A new baseline; `trace` was added to the one given. More of its spans may have come since: then it may have more to
 * take off than it brought, and nothing falls below what the other traces have at least.
 */
export function withoutTrace(baseline: EndpointBaseline, trace: Trace): EndpointBaseline {
  const own = emptyBaseline(baseline.service, baseline.operation);
  addToBaseline(own, trace);
  const operations = { ...baseline.operations };
  for (const [key, part] of Object.entries(own.operations)) {
    const whole = operations[key];
    if (whole === undefined) continue;
    if (whole.traces > part.traces) operations[key] = subtractOperation(whole, part);
    else delete operations[key];
  }
  return {
    ...baseline,
    traces: baseline.traces - own.traces,
    errors: Math.max(0, baseline.errors - own.errors),
    durationNs: subtractHistogram(baseline.durationNs, own.durationNs),
    operations,
  };
}

function subtractOperation(whole: OperationBaseline, part: OperationBaseline): OperationBaseline {
  const traces = whole.traces - part.traces;
  const calls = Math.max(traces, whole.calls - part.calls);
  return {
    ...{ ...whole, traces, calls },
    errors: Math.min(calls, Math.max(0, whole.errors - part.errors)),
    durationNs: subtractHistogram(whole.durationNs, part.durationNs),
    pathNs: subtractHistogram(whole.pathNs, part.pathNs),
    callsPerTrace: subtractHistogram(whole.callsPerTrace, part.callsPerTrace),
  };
}

function subtractHistogram(whole: Histogram, part: Histogram): Histogram {
  const counts: Record<string, number> = {};
  let count = 0;
  for (const [bucket, all] of Object.entries(whole.counts)) {
    const left = all - (part.counts[bucket] ?? 0);
    if (left <= 0) continue;
    counts[bucket] = left;
    count += left;
  }
  return { count, counts };
}
