// The value of an attribute, with its type (AnyValue of opentelemetry-proto common.proto), and its
// canonical text: one JSON text per value that keeps the type, in which values other than a span's
// plain strings and numbers are stored.
//
//   "text" · true · 42 (int) · 4.2 or 4e1 (double: always a point or an exponent) ·
//   anything else as OTLP JSON, which starts with a brace: {"arrayValue":{"values":[…]}}

import { base64ToBytes, bytesToBase64 } from '../base/base64.ts';
import { showJson } from '../base/show-json.ts';
import { wellFormedText } from '../base/utf8.ts';

export type AttributeValue =
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int'; readonly value: bigint }
  | { readonly type: 'double'; readonly value: number }
  | { readonly type: 'bytes'; readonly value: Uint8Array }
  | { readonly type: 'array'; readonly value: readonly AttributeValue[] }
  | { readonly type: 'kvlist'; readonly value: readonly Attribute[] }
  | { readonly type: 'empty' };

export interface Attribute {
  readonly key: string;
  readonly value: AttributeValue;
}

/** Lists in lists deeper than this are refused: protobuf's own readers stop at 100 messages. */
export const MAX_VALUE_DEPTH = 32;

/** A value deeper than MAX_VALUE_DEPTH or not shaped as OTLP says. */
export class AttributeValueError extends Error {
  override readonly name: string = 'AttributeValueError';
}

/** A value deeper than MAX_VALUE_DEPTH, shaped as it should be. */
export class ValueDepthError extends AttributeValueError {
  override readonly name = 'ValueDepthError';
}

/** OTLP JSON of a value, as text: `{"intValue":"42"}`. */
export function anyValueJson(value: AttributeValue): string {
  switch (value.type) {
    case 'string':
      return `{"stringValue":${JSON.stringify(value.value)}}`;
    case 'bool':
      return `{"boolValue":${value.value}}`;
    case 'int':
      return `{"intValue":"${value.value}"}`;
    case 'double':
      return `{"doubleValue":${doubleJson(value.value)}}`;
    case 'bytes':
      return `{"bytesValue":"${bytesToBase64(value.value)}"}`;
    case 'array':
      return `{"arrayValue":{"values":[${value.value.map(anyValueJson).join(',')}]}}`;
    case 'kvlist':
      return `{"kvlistValue":{"values":${attributesJson(value.value)}}}`;
    case 'empty':
      return '{}';
  }
}

/** OTLP JSON of a list of attributes, as text. */
export function attributesJson(attributes: readonly Attribute[]): string {
  return `[${attributes
    .map(({ key, value }) => `{"key":${JSON.stringify(key)},"value":${anyValueJson(value)}}`)
    .join(',')}]`;
}

/** Not finite: as text, by the proto3 JSON mapping. Minus zero keeps its sign, unlike JSON.stringify. */
function doubleJson(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return `"${value}"`;
}

/** The canonical text of a value; see the head of this file. */
export function attributeText(value: AttributeValue): string {
  switch (value.type) {
    case 'string':
      return JSON.stringify(value.value);
    case 'bool':
      return String(value.value);
    case 'int':
      return String(value.value);
    case 'double':
      return doubleText(value.value) ?? anyValueJson(value);
    default:
      return anyValueJson(value);
  }
}

/** With a point or an exponent, which tells a double from an int; undefined when not finite. */
function doubleText(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** The value that `attributeText` wrote. */
export function parseAttributeText(text: string): AttributeValue {
  const first = text.charCodeAt(0);
  if (first === 0x22) return { type: 'string', value: JSON.parse(text) as string };
  if (first === 0x7b) return parseAnyValue(JSON.parse(text));
  if (text === 'true' || text === 'false') return { type: 'bool', value: text === 'true' };
  if (/[.e]/.test(text)) return { type: 'double', value: Number(text) };
  return { type: 'int', value: BigInt(text) };
}

/**
 * Reads an AnyValue of OTLP JSON: 64-bit integers as number or decimal text, bytes as base64, doubles
 * also as "NaN", "Infinity", "-Infinity". Throws AttributeValueError.
 */
export function parseAnyValue(json: unknown, depth = 0): AttributeValue {
  if (depth > MAX_VALUE_DEPTH) {
    throw new ValueDepthError(`value is nested deeper than ${MAX_VALUE_DEPTH} levels`);
  }
  if (json === null || json === undefined) return { type: 'empty' };
  const fields = asObject(json);
  if (isSet(fields['stringValue'])) return parseString(fields['stringValue']);
  if (isSet(fields['boolValue'])) return parseBool(fields['boolValue']);
  if (isSet(fields['intValue'])) return { type: 'int', value: parseInt64(fields['intValue']) };
  if (isSet(fields['doubleValue'])) return parseDouble(fields['doubleValue']);
  if (isSet(fields['bytesValue'])) return parseBytes(fields['bytesValue']);
  if (isSet(fields['arrayValue'])) {
    const values = asArray(asObject(fields['arrayValue'])['values']);
    return { type: 'array', value: values.map((item) => parseAnyValue(item, depth + 1)) };
  }
  if (isSet(fields['kvlistValue'])) {
    const values = asArray(asObject(fields['kvlistValue'])['values']);
    return { type: 'kvlist', value: values.map((item) => parseAttribute(item, depth + 1)) };
  }
  return { type: 'empty' };
}

/** Reads a KeyValue of OTLP JSON. Throws AttributeValueError. */
export function parseAttribute(json: unknown, depth = 0): Attribute {
  const fields = asObject(json);
  const key = fields['key'] ?? '';
  if (typeof key !== 'string')
    throw new AttributeValueError(`key must be text, not ${showJson(key)}`);
  return { key: wellFormedText(key), value: parseAnyValue(fields['value'], depth) };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function parseString(json: unknown): AttributeValue {
  if (typeof json === 'string') return { type: 'string', value: wellFormedText(json) };
  throw new AttributeValueError(`stringValue must be text, not ${showJson(json)}`);
}

function parseBool(json: unknown): AttributeValue {
  if (typeof json === 'boolean') return { type: 'bool', value: json };
  throw new AttributeValueError(`boolValue must be true or false, not ${showJson(json)}`);
}

const MAX_INT64 = 2n ** 63n - 1n;

function parseInt64(json: unknown): bigint {
  const text = typeof json === 'number' && Number.isSafeInteger(json) ? String(json) : json;
  if (typeof text === 'string' && /^-?[0-9]{1,19}$/.test(text)) {
    const value = BigInt(text);
    if (BigInt.asIntN(64, value) === value) return value;
  }
  // Beyond 2^53 a JSON number has already lost digits: the nearest integer stands for what was sent, and
  // 2^63 for the largest one, whose nearest double it is.
  if (typeof json === 'number' && Number.isInteger(json) && Math.abs(json) <= 2 ** 63) {
    return json === 2 ** 63 ? MAX_INT64 : BigInt(json);
  }
  throw new AttributeValueError(`intValue must be a 64-bit integer, not ${showJson(json)}`);
}

function parseDouble(json: unknown): AttributeValue {
  if (typeof json === 'number') return { type: 'double', value: json };
  if (json === 'NaN' || json === 'Infinity' || json === '-Infinity') {
    return { type: 'double', value: Number(json) };
  }
  if (typeof json === 'string' && json.trim() !== '' && Number.isFinite(Number(json))) {
    return { type: 'double', value: Number(json) };
  }
  throw new AttributeValueError(`doubleValue must be a number, not ${showJson(json)}`);
}

function parseBytes(json: unknown): AttributeValue {
  const bytes = typeof json === 'string' ? base64ToBytes(json) : undefined;
  if (bytes !== undefined) return { type: 'bytes', value: bytes };
  throw new AttributeValueError(`bytesValue must be base64, not ${showJson(json)}`);
}

function asObject(json: unknown): Record<string, unknown> {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
    return json as Record<string, unknown>;
  }
  throw new AttributeValueError(`expected an object, not ${showJson(json)}`);
}

function asArray(json: unknown): readonly unknown[] {
  if (json === undefined || json === null) return [];
  if (Array.isArray(json)) return json;
  throw new AttributeValueError(`expected a list, not ${showJson(json)}`);
}
