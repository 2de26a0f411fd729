// The caller gave up and the callee went on: work that nobody waits for any more. Where that happened at
// several hops of one call, the outermost is named and all are shown.

import { isAsynchronous } from '../path/waited-children.ts';
import { sayDuration, sayOperation } from '../text/say.ts';
import {
  childrenOf,
  durationOf,
  isSameService,
  operationOf,
  serviceOf,
  type Trace,
} from '../trace/trace.ts';
import { NO_PARENT } from '../tree/assemble-tree.ts';
import { isOutermostCall } from './calls.ts';
import { defineRule, type FindingContext } from './finding.ts';

export const timeoutCascade = defineRule({
  name: 'timeout-cascade',
  summary: 'a caller gave up, and what it had called went on working',
  limits:
    'A callee whose clock is behind can look as if it went on, where clocks cannot be put right.',
  thresholds: {
    minMs: { value: 10, meaning: 'milliseconds that the callee went on' },
    minPercent: { value: 10, meaning: "of the caller's time" },
  },
  find: (context, threshold) => {
    const { trace } = context;
    const overrunOf = (row: number): number => {
      const overNs = overrun(trace, row);
      const isLong = overNs * 100 >= threshold('minPercent') * durationOf(trace, row);
      return isLong && overNs >= threshold('minMs') * 1e6 ? overNs : 0;
    };
    return outermost(context, (row) => overrunOf(row) > 0).map(({ row, rows }) => {
      const callee = lastCallee(trace, row) ?? row;
      return {
        name: 'timeout-cascade',
        service: serviceOf(trace, row),
        operation: operationOf(trace, row),
        sentence:
          `${serviceOf(trace, row)} gave up after ${sayDuration(durationOf(trace, row))}; ` +
          `${sayOperation(serviceOf(trace, callee), operationOf(trace, callee))} ` +
          `went on for ${sayDuration(overrunOf(row))}`,
        rows,
        costNs: context.pathNs[row] ?? 0,
      };
    });
  },
});

/** Statuses that speak of a call that was given up: of HTTP, and of gRPC as numbers and names. */
const GAVE_UP = ['408', '499', '504', '1', '4', 'CANCELLED', 'DEADLINE_EXCEEDED'];

/** A caller that got an answer, a bad one, did not give up: the callee's span was merely closed late. */
function gotAnswer({ fields }: Trace, row: number): boolean {
  const status = fields.text('httpStatus', row) ?? fields.text('rpcStatus', row);
  return status !== undefined && !GAVE_UP.includes(status);
}

/** By how much the callee outlasts a call that failed. */
function overrun(trace: Trace, row: number): number {
  if (!isOutermostCall(trace, row) || trace.isError[row] !== 1 || gotAnswer(trace, row)) return 0;
  const callee = lastCallee(trace, row);
  return callee === undefined ? 0 : (trace.endNs[callee] ?? 0) - (trace.endNs[row] ?? 0);
}

function lastCallee(trace: Trace, row: number): number | undefined {
  let last: number | undefined;
  for (const child of childrenOf(trace, row)) {
    if (isSameService(trace, row, child) || isAsynchronous(trace, child)) continue;
    if (last === undefined || (trace.endNs[child] ?? 0) > (trace.endNs[last] ?? 0)) last = child;
  }
  return last;
}

function outermost({ trace }: FindingContext, matches: (row: number) => boolean) {
  const topOf = new Int32Array(trace.rowCount).fill(NO_PARENT);
  const found = new Map<number, number[]>();
  for (const row of trace.tree.order) {
    const parent = trace.tree.parentRow[row] ?? NO_PARENT;
    const above = parent === NO_PARENT ? NO_PARENT : (topOf[parent] ?? NO_PARENT);
    topOf[row] = above;
    if (!matches(row)) continue;
    if (above === NO_PARENT) {
      topOf[row] = row;
      found.set(row, [row]);
    } else found.get(above)?.push(row);
  }
  return [...found].map(([row, rows]) => ({
    row,
    rows: rows.flatMap((each) => [each, lastCallee(trace, each) ?? each]),
  }));
}
