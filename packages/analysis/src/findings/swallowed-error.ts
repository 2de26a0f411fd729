// An error that somebody on the way up did not pass on. That may be right; whoever waits for the answer
// does not hear of it either way. A call that was tried again with success is no finding, nor is what HTTP
// calls the client's fault.

import { KIND_CLIENT } from '@throughline/model/span/span-kind';
import { findErrorOrigins, isClientFault } from '../culprit/error-origins.ts';
import { sayOperation, sayTimes } from '../text/say.ts';
import { isSameService, operationOf, serviceOf, type Trace } from '../trace/trace.ts';
import { byStart, isQuery } from './calls.ts';
import { defineRule, type FindingContext } from './finding.ts';

interface SwallowedCalls {
  /** The topmost failed span of each call. */
  readonly failed: Set<number>;
  readonly rows: Set<number>;
  readonly endedAt: number;
}

/** Spans that are shown; that there are more says the count. */
const MAX_ROWS = 1_000;

export const swallowedError = defineRule({
  name: 'swallowed-error',
  summary: 'an error of a call that its caller did not pass on',
  limits: 'A fallback that was meant looks like an error that was forgotten.',
  thresholds: {
    minErrors: { value: 1, meaning: 'failed calls of one operation within one trace' },
  },
  find: (context, threshold) => {
    const { trace, tree } = context;
    const byNode = new Map<number, SwallowedCalls>();
    const origins = findErrorOrigins(trace);
    const succeeded = lastSuccesses(
      context,
      origins.map(({ chain }) => chain.at(-1) ?? 0),
    );
    for (const { chain, reachesRoot, endedAt } of origins) {
      const top = chain.at(-1) ?? 0;
      if (reachesRoot || endedAt === undefined || !isCall(trace, top, endedAt)) continue;
      if (isClientFault(trace, chain)) continue;
      const node = tree.nodeOf[top] ?? 0;
      const key = keyOf(context, top);
      if ((succeeded.get(key) ?? -1) >= (trace.startNs[top] ?? 0)) continue;
      const group = byNode.get(node) ?? { failed: new Set(), rows: new Set(), endedAt };
      byNode.set(node, group);
      group.failed.add(top);
      if (group.rows.size < MAX_ROWS) for (const row of chain) group.rows.add(row);
    }
    return [...byNode].flatMap(([at, { failed, rows, endedAt }]) => {
      const node = tree.nodes[at];
      if (node === undefined || failed.size < threshold('minErrors')) return [];
      const times = failed.size === 1 ? '' : ` ${sayTimes(failed.size)}`;
      return [
        {
          name: 'swallowed-error',
          service: serviceOf(trace, endedAt),
          operation: operationOf(trace, endedAt),
          sentence:
            `${sayOperation(node.service, node.operation)} failed${times}; ` +
            `${sayOperation(serviceOf(trace, endedAt), operationOf(trace, endedAt))} did not`,
          rows: byStart(trace, [...rows]),
          costNs: 0,
        },
      ];
    });
  },
});

function isCall(trace: Trace, row: number, parent: number): boolean {
  return (
    trace.kind[row] === KIND_CLIENT || isQuery(trace, row) || !isSameService(trace, row, parent)
  );
}

/** Calls of one operation for one request. */
function keyOf({ tree, entryOf }: FindingContext, row: number): number {
  return (entryOf[row] ?? 0) * tree.nodes.length + (tree.nodeOf[row] ?? 0);
}

/** When the last call that did not fail began, for the calls that did. */
function lastSuccesses(context: FindingContext, failed: readonly number[]): Map<number, number> {
  const { trace, tree } = context;
  const last = new Map<number, number>();
  const nodes = new Set(failed.map((row) => tree.nodeOf[row] ?? 0));
  for (const node of nodes) {
    for (const row of tree.nodes[node]?.rows ?? []) {
      if (trace.isError[row] === 1) continue;
      const key = keyOf(context, row);
      last.set(key, Math.max(last.get(key) ?? 0, trace.startNs[row] ?? 0));
    }
  }
  return last;
}
