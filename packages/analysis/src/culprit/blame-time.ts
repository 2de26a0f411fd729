// Operations with more time of their own on the critical path than they usually have, when the whole trace
// is slow: one sentence each, with its share of the excess.

import { usualOf } from '../baseline/endpoint-baseline.ts';
import { quantileOf } from '../baseline/histogram.ts';
import type { OperationNode } from '../operations/operation-tree.ts';
import { WORK_KINDS, workOf } from '../path/work.ts';
import { sayCount, sayDuration, sayOperation, sayShare } from '../text/say.ts';
import { childrenOf, durationOf, isSameService, serviceOf, type Trace } from '../trace/trace.ts';
import type { Culprit, Suspicion } from './find-culprits.ts';
import { nodesOfManyCalls } from './many-calls.ts';

/** Below this a share of the excess is not worth a sentence. */
const MIN_SHARE = 0.05;

/** A span that has this much of its duration itself is spoken of as a whole. */
const OWN_SHARE = 0.8;

export function blameTime(suspicion: Suspicion): Culprit[] {
  const { trace, tree, baseline, excessNs, sumExcessNs, isSlow } = suspicion;
  if (!isSlow) return [];
  const elsewhere = nodesOfManyCalls(suspicion);
  const culprits: Culprit[] = [];
  tree.nodes.forEach((node, at) => {
    const share = sumExcessNs > 0 ? (excessNs[at] ?? 0) / sumExcessNs : 0;
    const usual = usualOf(baseline, tree, at);
    if (share < MIN_SHARE || usual === undefined || elsewhere.has(at)) return;
    const rows = node.rows.toSorted((a, b) => durationOf(trace, b) - durationOf(trace, a));
    const longest = rows[0] ?? 0;
    const isWhole =
      node.calls === 1 &&
      WORK_KINDS[workOf(trace, longest)] !== 'network' &&
      node.pathNs >= OWN_SHARE * durationOf(trace, longest);
    const absent = isWhole ? 0 : baseline.traces - usual.traces;
    const histogram = isWhole ? usual.durationNs : usual.pathNs;
    const tookNs = isWhole ? durationOf(trace, longest) : node.pathNs;
    const usually = `usually ${sayDuration(quantileOf(histogram, 0.5, absent))}`;
    const spread = `p95 ${sayDuration(quantileOf(histogram, 0.95, absent))}`;
    culprits.push({
      kind: 'slow',
      score: share,
      service: node.service,
      operation: node.operation,
      sentence:
        `${subject(trace, node, longest, isWhole)} ${sayDuration(tookNs)}; ${usually} ` +
        `(${spread}, ${sayCount(usual.traces)} traces); ${sayShare(share)} of the delay`,
      rows,
    });
  });
  return culprits;
}

/** Who took the time, up to the verb. */
function subject(trace: Trace, node: OperationNode, row: number, isWhole: boolean): string {
  const what = sayOperation(node.service, node.operation);
  switch (WORK_KINDS[workOf(trace, row)]) {
    case 'network': {
      const callee = childrenOf(trace, row).find((child) => !isSameService(trace, row, child));
      const other = callee === undefined ? '' : ` to ${serviceOf(trace, callee)}`;
      return `the way from ${node.service}${other} and back (\`${node.operation}\`) took`;
    }
    case 'database':
      return `the database, asked by ${what}, took`;
    default:
      if (isWhole) return `${what} took`;
      if (node.calls > 1) return `${sayCount(node.calls)} × ${what} took`;
      return `${what} spent of its own`;
  }
}
