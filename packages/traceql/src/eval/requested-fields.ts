// The fields that a query speaks of: what an answer tells of each span besides who it is.

import type { Field, Node } from '../syntax/ast.ts';
import { walk } from '../syntax/children.ts';
import { printField } from '../syntax/print-value.ts';

/** Each once, in the order of the text. */
export function requestedFields(query: Node): Field[] {
  const fields = new Map<string, Field>();
  walk(query, (node) => {
    if (node.kind !== 'attribute' && node.kind !== 'intrinsic') return;
    const name = printField(node);
    if (!fields.has(name)) fields.set(name, node);
  });
  return [...fields.values()];
}
