// An attribute as a condition of TraceQL, for who wants to find its like.

import type { AttributeScope, StaticValue } from '@throughline/traceql/syntax/ast';
import { attributeField, conditionText } from '../query/simple-condition.ts';
import type { Attribute, AttributeValue } from './otlp-json.ts';

/** undefined: its value is of a kind that equals nothing in the language, or is not all here. */
export function attributeCondition(
  scope: AttributeScope,
  { key, value }: Attribute,
): string | undefined {
  const asStatic = staticOf(value);
  if (asStatic === undefined) return undefined;
  return conditionText({ field: attributeField(scope, key), operator: '=', value: asStatic });
}

function staticOf(value: AttributeValue): StaticValue | undefined {
  switch (value.type) {
    case 'string':
      return value.cutFromChars === undefined ? { type: 'string', value: value.text } : undefined;
    case 'int':
      return /^-?\d+$/.test(value.text) ? { type: 'int', value: BigInt(value.text) } : undefined;
    case 'bool':
      return { type: 'bool', value: value.text === 'true' };
    case 'double': {
      const number = Number(value.text);
      return Number.isFinite(number) ? { type: 'float', value: number } : undefined;
    }
    default:
      return undefined;
  }
}
