// A value as ordinary JSON, the way Jaeger and Zipkin show what they have no type for: `["a",1]`, where OTLP
// would say the type of each.

import { bytesToBase64 } from '../base/base64.ts';
import type { Attribute, AttributeValue } from './attribute-value.ts';

export function plainJson(value: AttributeValue): string {
  switch (value.type) {
    case 'string':
      return JSON.stringify(value.value);
    case 'bool':
    case 'int':
      return String(value.value);
    case 'double':
      return Number.isFinite(value.value) ? numberText(value.value) : `"${value.value}"`;
    case 'bytes':
      return `"${bytesToBase64(value.value)}"`;
    case 'array':
      return `[${value.value.map(plainJson).join(',')}]`;
    case 'kvlist':
      return plainObjectJson(value.value);
    case 'empty':
      return 'null';
  }
}

export function plainObjectJson(attributes: readonly Attribute[]): string {
  const fields = attributes.map(({ key, value }) => `${JSON.stringify(key)}:${plainJson(value)}`);
  return `{${fields.join(',')}}`;
}

/** A value as text alone: strings as they are, nothing for an empty one. */
export function plainText(value: AttributeValue): string {
  switch (value.type) {
    case 'string':
      return value.value;
    case 'empty':
      return '';
    case 'double':
      return Object.is(value.value, -0) ? '-0' : String(value.value);
    case 'bytes':
      return bytesToBase64(value.value);
    default:
      return plainJson(value);
  }
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
