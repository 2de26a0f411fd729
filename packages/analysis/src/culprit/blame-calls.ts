// Calls that are not as usual in kind or number: too many, new, missing. Of what is new or missing only
// the topmost is named.

import { type EndpointBaseline, MAX_OPERATIONS } from '../baseline/endpoint-baseline.ts';
import { groupBelow, type OperationNode, parentKeyOf } from '../operations/operation-tree.ts';
import { sayCount, sayDuration, sayOperation, sayShare, sayTimes } from '../text/say.ts';
import type { Culprit, Suspicion } from './find-culprits.ts';
import { findManyCalls } from './many-calls.ts';

/** What a call that took no unusual time explains: that the request went another way. */
const STRUCTURE_SCORE = 0.15;
const MANY_SCORE = 0.3;

/** Of the traces: what is in so many of them belongs to the request. */
const ALWAYS_SHARE = 0.95;

export function blameCalls(suspicion: Suspicion): Culprit[] {
  return [...tooMany(suspicion), ...newCalls(suspicion), ...missingCalls(suspicion)];
}

function tooMany(suspicion: Suspicion): Culprit[] {
  const { tree } = suspicion;
  return findManyCalls(suspicion).flatMap(({ node: at, usualCalls, below }) => {
    const node = tree.nodes[at];
    if (node === undefined) return [];
    const share = shareOfExcess(suspicion, below);
    const above = tree.nodes[node.parent];
    const caller =
      above === undefined || above.service === node.service ? '' : `${above.service}: `;
    const called = `${caller}${sayOperation(node.service, node.operation)} ran ${sayTimes(node.calls)}`;
    return [
      {
        kind: 'too-many-calls',
        score: Math.max(share, MANY_SCORE),
        service: node.service,
        operation: node.operation,
        sentence: `${called}; usually ${sayTimes(usualCalls)}${sayTime(tree.nodes, below)}${saySlow(share)}`,
        rows: node.rows,
      } as const,
    ];
  });
}

function newCalls(suspicion: Suspicion): Culprit[] {
  const { tree, baseline } = suspicion;
  // A baseline that is full does not know what it left out.
  if (Object.keys(baseline.operations).length >= MAX_OPERATIONS) return [];
  const isNew = (_: OperationNode, at: number): boolean => {
    const key = tree.keyOf(at);
    return key !== undefined && baseline.operations[key] === undefined;
  };
  return [...groupBelow(tree, isNew)].flatMap(([at, below]) => {
    const node = tree.nodes[at];
    if (node === undefined) return [];
    const share = shareOfExcess(suspicion, below);
    return [
      {
        kind: 'new-call',
        score: Math.max(share, STRUCTURE_SCORE),
        service: node.service,
        operation: node.operation,
        sentence:
          `${sayOperation(node.service, node.operation)} is new: ` +
          `not in ${sayCount(baseline.traces)} traces before${sayTime(tree.nodes, below)}${saySlow(share)}`,
        rows: node.rows,
      } as const,
    ];
  });
}

function missingCalls({ trace, tree, baseline }: Suspicion): Culprit[] {
  const present = new Map(tree.nodes.map(({ rows }, at) => [tree.keyOf(at), rows]));
  // What comes after a failure is missing because of it.
  if (trace.isError[trace.rootRow] === 1) return [];
  return Object.entries(baseline.operations).flatMap(([key, usual]) => {
    const above = parentKeyOf(key);
    const isTopmost = above === undefined || present.has(above);
    if (present.has(key) || !isTopmost || !isAlwaysThere(baseline, usual.traces)) return [];
    return [
      {
        kind: 'missing-call',
        score: STRUCTURE_SCORE,
        service: usual.service,
        operation: usual.operation,
        sentence:
          `${sayOperation(usual.service, usual.operation)} is missing: it is in ` +
          `${sayShare(usual.traces / baseline.traces)} of ${sayCount(baseline.traces)} traces`,
        // Those that would have made the call.
        rows: above === undefined ? [] : (present.get(above) ?? []),
      } as const,
    ];
  });
}

function isAlwaysThere(baseline: EndpointBaseline, traces: number): boolean {
  return traces >= ALWAYS_SHARE * baseline.traces;
}

function shareOfExcess(
  { excessNs, sumExcessNs, isSlow }: Suspicion,
  nodes: readonly number[],
): number {
  if (!isSlow || sumExcessNs <= 0) return 0;
  return nodes.reduce((sum, at) => sum + (excessNs[at] ?? 0), 0) / sumExcessNs;
}

function sayTime(nodes: readonly OperationNode[], below: readonly number[]): string {
  const pathNs = below.reduce((sum, at) => sum + (nodes[at]?.pathNs ?? 0), 0);
  return pathNs > 0 ? `; ${sayDuration(pathNs)} of the critical path` : '';
}

function saySlow(share: number): string {
  return share > 0 ? `, ${sayShare(share)} of the delay` : '';
}
