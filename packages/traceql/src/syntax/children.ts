// What a node of a query is made of, and the walk over all of it: what rules and plans look at a query with.

import { assertNever } from '@throughline/model/base/assert';
import type { Node } from './ast.ts';

export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'query':
      return [node.body, ...node.hints];
    case 'hint':
    case 'threshold':
      return [node.value];
    case 'pipeline':
      return node.stages;
    case 'scalar-pipeline':
      return [node.pipeline, node.scalar];
    case 'metrics-pipeline':
      return [node.pipeline, node.aggregate, ...node.secondStages];
    case 'metrics-operation':
      return [node.left, node.right, ...node.secondStages];
    case 'metrics-aggregate':
      return node.field === undefined ? node.by : [node.field, ...node.by];
    case 'compare':
      return [node.selection];
    case 'spanset-filter':
      return node.condition === undefined ? [] : [node.condition];
    case 'aggregate':
      return node.argument === undefined ? [] : [node.argument];
    case 'group':
      return [node.by];
    case 'select':
      return node.fields;
    case 'unary':
      return [node.operand];
    case 'pipeline-operation':
    case 'scalar-pipeline-operation':
    case 'scalar-pipeline-filter':
    case 'spanset-operation':
    case 'scalar-operation':
    case 'scalar-filter':
    case 'binary':
      return [node.left, node.right];
    case 'rank':
    case 'coalesce':
    case 'static':
    case 'attribute':
    case 'intrinsic':
      return [];
    default:
      return assertNever(node);
  }
}

/** Every node, each before its children, in the order of the text. */
export function walk(root: Node, visit: (node: Node) => void): void {
  const open: Node[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    visit(node);
    open.push(...childrenOf(node).toReversed());
  }
}
