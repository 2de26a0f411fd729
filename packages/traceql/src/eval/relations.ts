// Which spans stand in a relation to some span of a set: the structural operators, each in one pass over the
// tree however large the sets are.

import { assertNever } from '@throughline/model/base/assert';
import type { Relation } from '../syntax/ast.ts';
import { type NestedSet, NO_PARENT } from './nested-set.ts';

/** By span: whether it is the child, parent, descendant, ancestor or sibling of one in the set. */
export function relatedTo(
  tree: NestedSet,
  relation: Relation,
  set: ReadonlySet<number>,
): Uint8Array {
  const related = new Uint8Array(tree.left.length);
  const parentOf = (span: number) => tree.parentIndex[span] ?? NO_PARENT;
  switch (relation) {
    case '>':
      for (const span of tree.order) if (set.has(parentOf(span))) related[span] = 1;
      return related;
    case '<':
      for (const span of tree.order) {
        if (set.has(span) && parentOf(span) !== NO_PARENT) related[parentOf(span)] = 1;
      }
      return related;
    case '>>':
      for (const span of tree.order) {
        const above = parentOf(span);
        if (set.has(above) || related[above] === 1) related[span] = 1;
      }
      return related;
    case '<<':
      for (const span of tree.order.toReversed()) {
        const above = parentOf(span);
        if (above !== NO_PARENT && (set.has(span) || related[span] === 1)) related[above] = 1;
      }
      return related;
    case '~':
      return siblingsOf(tree, set);
    default:
      return assertNever(relation);
  }
}

/** Roots have no parent in common, and are siblings all the same. A span is not its own sibling. */
function siblingsOf(tree: NestedSet, set: ReadonlySet<number>): Uint8Array {
  const related = new Uint8Array(tree.left.length);
  const counts = new Map<number, number>();
  for (const span of tree.order) {
    const above = tree.parent[span] ?? 0;
    if (set.has(span)) counts.set(above, (counts.get(above) ?? 0) + 1);
  }
  for (const span of tree.order) {
    const inSet = counts.get(tree.parent[span] ?? 0) ?? 0;
    if (inSet > (set.has(span) ? 1 : 0)) related[span] = 1;
  }
  return related;
}

const INVERSE: Readonly<Record<Relation, Relation>> = {
  '>': '<',
  '<': '>',
  '>>': '<<',
  '<<': '>>',
  '~': '~',
};

export function inverseOf(relation: Relation): Relation {
  return INVERSE[relation];
}
