// Calls of one operation one after the other that could have run side by side: each begins when the one
// before has ended, and together they are a good part of the trace.

import { toleranceOf } from '../path/waited-children.ts';
import { sayCount, sayDuration } from '../text/say.ts';
import { durationOf, operationOf, serviceOf, type Trace } from '../trace/trace.ts';
import { costOf, groupCalls, isServiceCall, sayCall, spreadOf } from './calls.ts';
import { defineRule } from './finding.ts';

export const serialCalls = defineRule({
  name: 'serial-calls',
  summary: 'calls of one operation one after the other that could run side by side',
  limits:
    'A call may need the answer of the one before, which spans do not say; only calls of one operation count.',
  thresholds: {
    minCalls: { value: 4, meaning: 'calls of one operation within one request to a service' },
    minMs: { value: 20, meaning: 'milliseconds that they have of the critical path' },
    minPercent: { value: 25, meaning: 'of the whole trace' },
    maxGapPercent: {
      value: 25,
      meaning: 'of the time between the first and the last, not in a call',
    },
  },
  find: (context, threshold) => {
    const { trace, entryOf } = context;
    const wholeNs = durationOf(trace, trace.rootRow);
    const calls = groupCalls(context, threshold('minCalls'), (row) => isServiceCall(trace, row));
    return calls.flatMap((rows) => {
      const gapNs = gapsBetween(trace, rows);
      if (gapNs === undefined) return [];
      if (gapNs * 100 > threshold('maxGapPercent') * spreadOf(trace, rows)) return [];
      const answered = rows.filter((row) => trace.isError[row] === 0).length;
      const costNs = costOf(context, rows);
      if (answered < threshold('minCalls') || costNs < threshold('minMs') * 1e6) return [];
      if (costNs * 100 < threshold('minPercent') * wholeNs) return [];
      const first = rows[0] ?? 0;
      return [
        {
          name: 'serial-calls',
          service: serviceOf(trace, first),
          operation: operationOf(trace, entryOf[first] ?? first),
          sentence:
            `${sayCount(rows.length)} calls of ${sayCall(trace, first)} ` +
            `ran one after the other in ${sayDuration(costNs)}`,
          rows,
          costNs,
        },
      ];
    });
  },
});

/** Time between the calls; undefined where two of them overlap. */
function gapsBetween(trace: Trace, rows: readonly number[]): number | undefined {
  let sumNs = 0;
  for (const [at, row] of rows.entries()) {
    const before = rows[at - 1];
    if (before === undefined) continue;
    const gapNs = (trace.startNs[row] ?? 0) - (trace.endNs[before] ?? 0);
    if (gapNs < -toleranceOf(trace, before)) return undefined;
    sumNs += Math.max(gapNs, 0);
  }
  return sumNs;
}
