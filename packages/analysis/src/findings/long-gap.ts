// A long stretch of the critical path with nothing but one span around it: something took the time that
// no span shows. Spans of calls are not gaps: the time is with whom they called.

import { KIND_CONSUMER, KIND_SERVER } from '@throughline/model/span/span-kind';
import type { CriticalPath } from '../path/critical-path.ts';
import { WORK_KINDS } from '../path/work.ts';
import { sayDuration, sayOperation, sayShare } from '../text/say.ts';
import { childrenOf, operationOf, serviceOf, type Trace } from '../trace/trace.ts';
import { defineRule } from './finding.ts';

const OWN_CODE = WORK_KINDS.indexOf('own-code');

export const longGap = defineRule({
  name: 'long-gap',
  summary: 'a long part of the critical path that no span explains',
  limits:
    'Own code, a pause of the runtime, waiting for a lock or a thread: spans do not say which.',
  thresholds: {
    minMs: { value: 2_000, meaning: 'milliseconds without a span inside' },
    minPercent: { value: 40, meaning: 'of the critical path' },
  },
  find: ({ trace, path }, threshold) => {
    const wholeNs = path.toNs - path.fromNs;
    if (trace.rowCount < 2) return [];
    const minNs = Math.max(threshold('minMs') * 1e6, (threshold('minPercent') / 100) * wholeNs);
    const long = [...path.row.keys()].filter((at) => lengthOf(path, at) >= minNs);
    return long.flatMap((at) => {
      const row = path.row[at] ?? 0;
      const gapNs = lengthOf(path, at);
      if (path.work[at] !== OWN_CODE || !shouldHaveSpans(trace, row)) return [];
      if (hasLooseSpans(trace, path.segmentFromNs[at] ?? 0, path.segmentToNs[at] ?? 0)) return [];
      return [
        {
          name: 'long-gap',
          service: serviceOf(trace, row),
          operation: operationOf(trace, row),
          sentence:
            `${sayOperation(serviceOf(trace, row), operationOf(trace, row))} has ${sayDuration(gapNs)} ` +
            `without a span inside, ${sayShare(gapNs / wholeNs)} of the critical path`,
          rows: [row],
          costNs: gapNs,
        },
      ];
    });
  },
});

function lengthOf({ segmentFromNs, segmentToNs }: CriticalPath, at: number): number {
  return (segmentToNs[at] ?? 0) - (segmentFromNs[at] ?? 0);
}

/** Whether spans that have lost their parent ran in that time: then something does explain it. */
function hasLooseSpans(
  { tree, startNs, endNs, rootRow }: Trace,
  fromNs: number,
  toNs: number,
): boolean {
  return tree.roots.some(
    (root) => root !== rootRow && (startNs[root] ?? 0) < toNs && (endNs[root] ?? 0) > fromNs,
  );
}

/** A span made by hand for a piece of work needs none inside; the entry of a service does. */
function shouldHaveSpans(trace: Trace, row: number): boolean {
  const kind = trace.kind[row];
  return kind === KIND_SERVER || kind === KIND_CONSUMER || childrenOf(trace, row).length > 0;
}
