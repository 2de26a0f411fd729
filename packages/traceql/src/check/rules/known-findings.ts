// A finding is asked for by one of the names that there are: any other would never be found.

import { FINDING_NAMES, isFindingName } from '@throughline/model/span/finding-name';
import type { FieldExpression } from '../../syntax/ast.ts';
import { didYouMean, suggestions } from '../../syntax/did-you-mean.ts';
import type { Rule } from '../rule.ts';

export const knownFindings: Rule = (node, report) => {
  if (node.kind !== 'binary' || (node.operator !== '=' && node.operator !== '!=')) return;
  const isLeft = isFinding(node.left);
  if (isLeft === isFinding(node.right)) return;
  const name = isLeft ? node.right : node.left;
  if (name.kind !== 'static' || name.value.type !== 'string') return;
  if (isFindingName(name.value.value)) return;
  const near = suggestions(name.value.value, FINDING_NAMES);
  const meant = near.length > 0 ? didYouMean(near) : `. There are: ${FINDING_NAMES.join(', ')}`;
  report(`there is no finding ${JSON.stringify(name.value.value)}${meant}`, name.range, near);
};

function isFinding(expression: FieldExpression): boolean {
  return expression.kind === 'intrinsic' && expression.name === 'finding';
}
