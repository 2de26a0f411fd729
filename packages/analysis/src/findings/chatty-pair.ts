// Two services that talk a lot for one request: each call is a round trip and a chance to fail. What a
// more telling finding explains (a storm, a row of serial calls) is left to that.

import { isAsynchronous } from '../path/waited-children.ts';
import { sayCount, sayDuration } from '../text/say.ts';
import { isSameService, operationOf, serviceOf } from '../trace/trace.ts';
import { NO_PARENT } from '../tree/assemble-tree.ts';
import { byStart, costOf } from './calls.ts';
import { defineRule } from './finding.ts';

export const chattyPair = defineRule({
  name: 'chatty-pair',
  summary: 'one service calls another very often for one request',
  limits: 'A trace of a batch job calls often because it does much.',
  thresholds: {
    minCalls: { value: 20, meaning: 'calls from one service to another within one trace' },
  },
  find: (context, threshold) => {
    const { trace } = context;
    const pairs = new Map<number, number[]>();
    for (let row = 0; row < trace.rowCount; row++) {
      const caller = trace.tree.parentRow[row] ?? NO_PARENT;
      if (caller === NO_PARENT || isSameService(trace, caller, row)) continue;
      if (isAsynchronous(trace, row)) continue;
      const pair = (trace.service[caller] ?? 0) * trace.services.length + (trace.service[row] ?? 0);
      const rows = pairs.get(pair);
      if (rows === undefined) pairs.set(pair, [caller]);
      else rows.push(caller);
    }
    return [...pairs].flatMap(([pair, rows]) => {
      if (rows.length < threshold('minCalls')) return [];
      const sorted = byStart(trace, rows);
      const first = sorted[0] ?? 0;
      const costNs = costOf(context, sorted);
      const callee = trace.services[pair % trace.services.length] ?? '';
      return [
        {
          name: 'chatty-pair',
          service: serviceOf(trace, first),
          operation: operationOf(trace, first),
          sentence:
            `${serviceOf(trace, first)} called ${callee} ${sayCount(rows.length)} times; ` +
            `${sayDuration(costNs)} of the critical path`,
          rows: sorted,
          costNs,
        },
      ];
    });
  },
});
