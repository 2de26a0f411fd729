// The operations of a comparison in the order in which they are listed: as a tree, the largest effect first
// among siblings, or all by effect; without those that do not differ, unless they lead to one that does.

import type { CompareAnswer, ComparedOperationAnswer } from '@throughline/model/api/compare';

export interface CompareRow {
  /** Of `operations`. */
  readonly index: number;
  readonly depth: number;
  readonly operation: ComparedOperationAnswer;
}

export interface ListOptions {
  readonly asTree: boolean;
  readonly withSame: boolean;
}

/** In nanoseconds eleven days: more than any difference of time. */
const EFFECT_OF_ERRORS = 1e15;

/** By what errors say first, then by time. */
function effectOf({ deltaNs, left, right }: ComparedOperationAnswer): number {
  const errors = Math.abs((left?.errorShare ?? 0) - (right?.errorShare ?? 0));
  return Math.abs(deltaNs) + errors * EFFECT_OF_ERRORS;
}

export function differs(operation: ComparedOperationAnswer): boolean {
  const { change, left, right } = operation;
  if (change !== 'same') return true;
  if (left === undefined || right === undefined) return false;
  return left.errorShare > 0 !== right.errorShare > 0;
}

export function listOperations(
  { operations }: Pick<CompareAnswer, 'operations'>,
  { asTree, withSame }: ListOptions,
): CompareRow[] {
  const kept = withSame ? undefined : keepDifferent(operations, asTree);
  const isKept = (index: number): boolean => kept === undefined || kept.has(index);
  const toRow = (index: number, depth: number): CompareRow[] => {
    const operation = operations[index];
    return operation === undefined || !isKept(index) ? [] : [{ index, depth, operation }];
  };
  const byEffect = (a: number, b: number): number => {
    const [one, other] = [operations[a], operations[b]];
    return (other ? effectOf(other) : 0) - (one ? effectOf(one) : 0) || a - b;
  };
  if (!asTree) {
    const all = operations.map((_, index) => index).sort(byEffect);
    return all.flatMap((index) => toRow(index, 0));
  }
  // The effect of a subtree is that of its largest: what matters is not buried under a quiet parent.
  const strongest = operations.map(effectOf);
  for (let index = operations.length - 1; index >= 0; index--) {
    const parent = operations[index]?.parent ?? -1;
    if (parent >= 0) strongest[parent] = Math.max(strongest[parent] ?? 0, strongest[index] ?? 0);
  }
  const children = childrenOf(operations);
  const rows: CompareRow[] = [];
  const bySubtree = (a: number, b: number): number =>
    (strongest[b] ?? 0) - (strongest[a] ?? 0) || a - b;
  const stack = [...(children.get(-1) ?? [])].sort(bySubtree).reverse();
  const depths = new Map<number, number>();
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    const depth = depths.get(index) ?? 0;
    rows.push(...toRow(index, depth));
    for (const child of [...(children.get(index) ?? [])].sort(bySubtree).reverse()) {
      depths.set(child, depth + 1);
      stack.push(child);
    }
  }
  return rows;
}

function keepDifferent(
  operations: readonly ComparedOperationAnswer[],
  withWay: boolean,
): ReadonlySet<number> {
  const kept = new Set<number>();
  operations.forEach((operation, index) => {
    if (!differs(operation)) return;
    kept.add(index);
    let above = withWay ? operation.parent : -1;
    while (above >= 0 && !kept.has(above)) {
      kept.add(above);
      above = operations[above]?.parent ?? -1;
    }
  });
  return kept;
}

function childrenOf(
  operations: readonly ComparedOperationAnswer[],
): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  operations.forEach(({ parent }, index) => {
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [index]);
    else known.push(index);
  });
  return children;
}
