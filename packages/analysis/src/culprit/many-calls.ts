// Operations that are called more often than usual, as the topmost of what repeats: what is below them
// repeats with them.

import { usualOf } from '../baseline/endpoint-baseline.ts';
import { quantileOf } from '../baseline/histogram.ts';
import { groupBelow, type OperationNode } from '../operations/operation-tree.ts';
import type { Suspicion } from './find-culprits.ts';

/** Twice the most that is usual, and a little more: small counts vary. */
const MANY_FACTOR = 2;
const MANY_EXTRA = 2;

export interface ManyCalls {
  readonly node: number;
  readonly usualCalls: number;
  /** The node and what is below it. */
  readonly below: readonly number[];
}

export function findManyCalls({ tree, baseline }: Suspicion): ManyCalls[] {
  const isMany = (node: OperationNode, at: number): boolean => {
    const usual = usualOf(baseline, tree, at);
    if (usual === undefined) return false;
    const most = quantileOf(usual.callsPerTrace, 0.99, baseline.traces - usual.traces);
    return node.calls >= most * MANY_FACTOR + MANY_EXTRA;
  };
  return [...groupBelow(tree, isMany)].map(([at, below]) => {
    const usual = usualOf(baseline, tree, at);
    const usualCalls = usual === undefined ? 0 : Math.round(quantileOf(usual.callsPerTrace, 0.5));
    return { node: at, usualCalls, below };
  });
}

export function nodesOfManyCalls(suspicion: Suspicion): ReadonlySet<number> {
  return new Set(findManyCalls(suspicion).flatMap(({ below }) => below));
}
