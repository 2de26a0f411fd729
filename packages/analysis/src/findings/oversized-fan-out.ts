// One span that starts very many calls at once: they wait for each other in pools and queues, and the
// slowest of many is slow more often (Dean and Barroso, The Tail at Scale, 2013).

import { sayCount, sayDuration, sayOperation } from '../text/say.ts';
import { childrenOf, operationOf, serviceOf, type Trace } from '../trace/trace.ts';
import { byStart, costOf, isOutermostCall, spreadOf } from './calls.ts';
import { defineRule } from './finding.ts';

export const oversizedFanOut = defineRule({
  name: 'oversized-fan-out',
  summary: 'very many calls started side by side',
  limits: 'What a pool of connections held back counts as running from when its span began.',
  thresholds: {
    minConcurrent: { value: 30, meaning: 'calls of one span that run at one moment' },
  },
  find: (context, threshold) => {
    const { trace } = context;
    const found = [];
    for (let row = 0; row < trace.rowCount; row++) {
      const children = childrenOf(trace, row);
      if (children.length < threshold('minConcurrent')) continue;
      const calls = [...children].filter((child) => isOutermostCall(trace, child));
      const concurrent = mostAtOnce(trace, calls);
      if (concurrent < threshold('minConcurrent')) continue;
      found.push({
        name: 'oversized-fan-out' as const,
        service: serviceOf(trace, row),
        operation: operationOf(trace, row),
        sentence:
          `${sayOperation(serviceOf(trace, row), operationOf(trace, row))} had ` +
          `${sayCount(concurrent)} calls running at once; ${sayDuration(spreadOf(trace, calls))} in all`,
        rows: byStart(trace, calls),
        costNs: costOf(context, calls),
      });
    }
    return found;
  },
});

function mostAtOnce(trace: Trace, rows: readonly number[]): number {
  const starts = rows.map((row) => trace.startNs[row] ?? 0).sort((a, b) => a - b);
  const ends = rows.map((row) => trace.endNs[row] ?? 0).sort((a, b) => a - b);
  let most = 0;
  let ended = 0;
  starts.forEach((startNs, at) => {
    while (ended < ends.length && (ends[ended] ?? 0) <= startNs) ended++;
    most = Math.max(most, at + 1 - ended);
  });
  return most;
}
