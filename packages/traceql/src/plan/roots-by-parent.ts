// `nestedSetParent < 0`, by which clients ask for roots, as a question that a span can answer by itself: whether it
// has no parent. The two are the same as long as no other span of the trace has its id.

import { compareValues } from '../eval/value.ts';
import type { Binary, BinaryOperator, ComparisonOperator, FieldExpression } from '../syntax/ast.ts';
import { MIRRORED } from './plan-expression.ts';

/** The expression itself when it does not ask so. */
export function rootsByParent(expression: FieldExpression): FieldExpression {
  switch (expression.kind) {
    case 'unary': {
      const operand = rootsByParent(expression.operand);
      return operand === expression.operand ? expression : { ...expression, operand };
    }
    case 'binary': {
      const asked = questionOfRoots(expression);
      if (asked !== undefined) return asked;
      const left = rootsByParent(expression.left);
      const right = rootsByParent(expression.right);
      const isSame = left === expression.left && right === expression.right;
      return isSame ? expression : { ...expression, left, right };
    }
    default:
      return expression;
  }
}

/** What the field is of a root, of a span that hangs on nothing, and of others: from 1 on. */
const OF_ROOT = -1n;
const OF_OTHERS: readonly bigint[] = [0n, 1n, 2n ** 31n];

function questionOfRoots({ operator, left, right, range }: Binary): FieldExpression | undefined {
  if (!isComparison(operator)) return undefined;
  const isMirrored = isRootField(right);
  const [field, constant] = isMirrored ? [right, left] : [left, right];
  if (!isRootField(field) || constant.kind !== 'static') return undefined;
  const asked = isMirrored ? MIRRORED[operator] : operator;
  const isTrueOf = (value: bigint) => compareValues(asked, { type: 'int', value }, constant.value);
  const ofRoot = isTrueOf(OF_ROOT);
  if (OF_OTHERS.some((value) => isTrueOf(value) === ofRoot)) return undefined;
  return {
    kind: 'binary',
    operator: ofRoot ? '=' : '!=',
    left: { kind: 'intrinsic', name: 'span:parentID', range },
    right: { kind: 'static', value: { type: 'string', value: '' }, range },
    range,
  };
}

function isRootField(expression: FieldExpression): boolean {
  return expression.kind === 'intrinsic' && expression.name === 'nestedSetParent';
}

function isComparison(operator: BinaryOperator): operator is ComparisonOperator {
  return operator in MIRRORED;
}
