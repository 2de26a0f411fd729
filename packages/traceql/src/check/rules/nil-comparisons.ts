// `nil` asks whether an attribute is there. Intrinsics but findings, and the service name, always are, and nothing
// is larger than nil.

import type { FieldExpression } from '../../syntax/ast.ts';
import { print } from '../../syntax/print.ts';
import type { Rule } from '../rule.ts';

export const nilComparisons: Rule = (node, report) => {
  if (node.kind !== 'binary') return;
  const { operator, left, right } = node;
  if (!isNil(left) && !isNil(right)) return;
  if (operator !== '=' && operator !== '!=') {
    report(`illegal operation for the given types: ${print(node)}`, node.range);
    return;
  }
  const other = isNil(left) ? right : left;
  if (operator !== '=') return;
  if (other.kind === 'intrinsic' && other.name !== 'finding') {
    const name = print(other);
    report(`${name}=nil is not valid because intrinsics cannot be nil`, node.range);
  }
  const isService =
    other.kind === 'attribute' && other.scope === 'resource' && other.name === 'service.name';
  if (isService) {
    const message = 'resource.service.name=nil is not valid because it is always there';
    report(message, node.range);
  }
};

function isNil(expression: FieldExpression): boolean {
  return expression.kind === 'static' && expression.value.type === 'nil';
}
