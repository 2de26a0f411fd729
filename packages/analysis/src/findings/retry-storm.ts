// A call that failed and was made again, and again: more often than any policy of retries is meant to.

import { sayDuration, sayTimes } from '../text/say.ts';
import { operationOf, serviceOf, type Trace } from '../trace/trace.ts';
import { costOf, groupCalls, isOutermostCall, isQuery, sayCall } from './calls.ts';
import { defineRule } from './finding.ts';

export const retryStorm = defineRule({
  name: 'retry-storm',
  summary: 'a failing call made over and over',
  limits: 'Calls for different items that all fail look the same: what they were for is not known.',
  thresholds: {
    minFailed: {
      value: 5,
      meaning: 'failed calls of one operation within one request to a service',
    },
  },
  find: (context, threshold) => {
    const { trace, entryOf } = context;
    const failing = operationsThatFail(trace);
    const calls = groupCalls(
      context,
      1,
      (row) => failing[trace.operation[row] ?? 0] === 1 && isCall(trace, row),
    );
    return calls.flatMap((rows) => {
      const failed = rows.reduce((sum, row) => sum + (trace.isError[row] ?? 0), 0);
      if (failed === 0) return [];
      const resends = rows.reduce(
        (most, row) => Math.max(most, trace.fields.number('resendCount', row) ?? 0),
        0,
      );
      const attempts = Math.max(failed, resends);
      if (attempts < threshold('minFailed')) return [];
      const first = rows[0] ?? 0;
      const costNs = costOf(context, rows);
      return [
        {
          name: 'retry-storm',
          service: serviceOf(trace, first),
          operation: operationOf(trace, entryOf[first] ?? first),
          sentence:
            `${sayCall(trace, first)} failed ` +
            `${sayTimes(attempts)} and was tried again; ${sayDuration(costNs)} of the critical path`,
          rows,
          costNs,
        },
      ];
    });
  },
});

function isCall(trace: Trace, row: number): boolean {
  return isOutermostCall(trace, row) || isQuery(trace, row);
}

/** By name, 1 where a span of that name failed: the others need not be looked at. */
function operationsThatFail(trace: Trace): Uint8Array {
  const failing = new Uint8Array(trace.operations.length);
  for (let row = 0; row < trace.rowCount; row++) {
    if (trace.isError[row] === 1) failing[trace.operation[row] ?? 0] = 1;
  }
  return failing;
}
