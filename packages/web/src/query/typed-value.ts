// A value that somebody typed or clicked, as the value a query compares with: what is typed is read by the values
// that the field is known to have, so that "500" finds a number where the field has numbers.

import type { NamedValue } from '@throughline/model/api/traceql';
import type { StaticValue } from '@throughline/traceql/syntax/ast';

export type WireValueType = NamedValue['type'];
type WireValue = Pick<NamedValue, 'type' | 'value'>;

/** Of the API; undefined for what a query cannot write down (lists, bytes). */
export function staticOfWire({ type, value }: WireValue): StaticValue | undefined {
  switch (type) {
    case 'string':
      return { type, value: String(value) };
    case 'int':
    case 'duration':
      return { type, value: BigInt(String(value)) };
    case 'float':
      return { type, value: Number(value) };
    case 'bool':
      return { type, value: value === true };
    case 'status':
      return value === 'error' || value === 'ok' || value === 'unset' ? { type, value } : undefined;
    case 'kind': {
      const kind = KINDS.find((known) => known === value);
      return kind === undefined ? undefined : { type, value: kind };
    }
    default:
      return undefined;
  }
}

const KINDS = ['unspecified', 'internal', 'client', 'server', 'producer', 'consumer'] as const;

/** `types`: those that the known values of the field have; none are known of a new one. */
export function staticOfTyped(text: string, types: readonly WireValueType[]): StaticValue {
  const mayBe = (type: WireValueType): boolean => types.length === 0 || types.includes(type);
  if (mayBe('bool') && (text === 'true' || text === 'false')) {
    return { type: 'bool', value: text === 'true' };
  }
  if ((mayBe('int') || mayBe('float')) && /^-?\d{1,18}$/.test(text)) {
    return { type: 'int', value: BigInt(text) };
  }
  if ((mayBe('int') || mayBe('float')) && /^-?\d+\.\d+$/.test(text)) {
    return { type: 'float', value: Number(text) };
  }
  return { type: 'string', value: text };
}
