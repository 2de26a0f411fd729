// Reads what the panel shows of a span from its OTLP JSON: unknown in, typed and complete out. A
// field that is absent has the default of the protocol; a value of no known kind is kept as JSON.

import type { SpanDetails } from '@throughline/model/api/trace';

export type AttributeValue =
  | {
      readonly type: 'string';
      readonly text: string;
      /** How long it is, when only its beginning is here. */
      readonly cutFromChars?: number;
    }
  | { readonly type: 'bool'; readonly text: string }
  | { readonly type: 'int'; readonly text: string }
  | { readonly type: 'double'; readonly text: string }
  | { readonly type: 'bytes'; readonly base64: string; readonly byteCount: number }
  | { readonly type: 'array'; readonly items: readonly AttributeValue[] }
  | { readonly type: 'kvlist'; readonly entries: readonly Attribute[] }
  | { readonly type: 'empty' }
  | { readonly type: 'unknown'; readonly text: string };

export interface Attribute {
  readonly key: string;
  readonly value: AttributeValue;
}

export interface SpanEvent {
  readonly name: string;
  readonly timeNs: bigint;
  readonly attributes: readonly Attribute[];
  readonly droppedAttributes: number;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly attributes: readonly Attribute[];
  readonly droppedAttributes: number;
}

export interface FullSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly name: string;
  readonly kind: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly attributes: readonly Attribute[];
  readonly droppedAttributes: number;
  readonly events: readonly SpanEvent[];
  readonly droppedEvents: number;
  readonly links: readonly SpanLink[];
  readonly droppedLinks: number;
  readonly resourceAttributes: readonly Attribute[];
  readonly resourceDroppedAttributes: number;
  readonly resourceSchemaUrl: string;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly scopeAttributes: readonly Attribute[];
  readonly scopeDroppedAttributes: number;
  readonly scopeSchemaUrl: string;
  readonly receivedAt: string;
}

type Json = Readonly<Record<string, unknown>>;

function toObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

function toArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function toCount(value: unknown): number {
  const count = Number(value ?? 0);
  return Number.isFinite(count) ? count : 0;
}

function toNanos(value: unknown): bigint {
  return /^\d+$/.test(String(value)) ? BigInt(String(value)) : 0n;
}

/** Kinds and codes may come as numbers or, from other encoders, as the enum's name. */
function toEnum(value: unknown, names: readonly string[]): number {
  if (typeof value === 'string') return Math.max(0, names.indexOf(value));
  return toCount(value);
}

const KIND_NAMES = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map(
  (name) => `SPAN_KIND_${name}`,
);
const STATUS_NAMES = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'];

/** Deeper values are shown as JSON: a limit for the recursion here and in the panel. */
const MAX_VALUE_DEPTH = 16;

export function readValue(json: unknown, depth = 0): AttributeValue {
  const value = toObject(json);
  if (depth >= MAX_VALUE_DEPTH) return { type: 'unknown', text: JSON.stringify(json) };
  if ('stringValue' in value) {
    const { stringValue, cutFromChars } = value;
    const cut = typeof cutFromChars === 'number' ? { cutFromChars } : {};
    return { type: 'string', text: String(stringValue), ...cut };
  }
  if ('boolValue' in value) return { type: 'bool', text: String(value['boolValue']) };
  if ('intValue' in value) return { type: 'int', text: String(value['intValue']) };
  if ('doubleValue' in value) return { type: 'double', text: String(value['doubleValue']) };
  if ('bytesValue' in value) {
    const base64 = toText(value['bytesValue']);
    return { type: 'bytes', base64, byteCount: countBytes(base64) };
  }
  if ('arrayValue' in value) {
    const items = toArray(toObject(value['arrayValue'])['values']);
    return { type: 'array', items: items.map((item) => readValue(item, depth + 1)) };
  }
  if ('kvlistValue' in value) {
    const entries = toObject(value['kvlistValue'])['values'];
    return { type: 'kvlist', entries: readAttributes(entries, depth + 1) };
  }
  if (Object.keys(value).length === 0) return { type: 'empty' };
  return { type: 'unknown', text: JSON.stringify(json) };
}

function countBytes(base64: string): number {
  return Math.floor((base64.replace(/[=\s]+$/, '').length * 3) / 4);
}

function readAttributes(json: unknown, depth = 0): readonly Attribute[] {
  return toArray(json).map((entry) => {
    const attribute = toObject(entry);
    return { key: toText(attribute['key']), value: readValue(attribute['value'], depth) };
  });
}

function readEvent(json: unknown): SpanEvent {
  const event = toObject(json);
  return {
    name: toText(event['name']),
    timeNs: toNanos(event['timeUnixNano']),
    attributes: readAttributes(event['attributes']),
    droppedAttributes: toCount(event['droppedAttributesCount']),
  };
}

function readLink(json: unknown): SpanLink {
  const link = toObject(json);
  return {
    traceId: toText(link['traceId']),
    spanId: toText(link['spanId']),
    traceState: toText(link['traceState']),
    flags: toCount(link['flags']),
    attributes: readAttributes(link['attributes']),
    droppedAttributes: toCount(link['droppedAttributesCount']),
  };
}

export function readSpan(details: SpanDetails): FullSpan {
  const span = toObject(details.span);
  const status = toObject(span['status']);
  const resource = toObject(details.resource);
  const scope = toObject(details.scope);
  return {
    traceId: toText(span['traceId']),
    spanId: toText(span['spanId']),
    parentSpanId: toText(span['parentSpanId']),
    traceState: toText(span['traceState']),
    flags: toCount(span['flags']),
    name: toText(span['name']),
    kind: toEnum(span['kind'], KIND_NAMES),
    startNs: toNanos(span['startTimeUnixNano']),
    endNs: toNanos(span['endTimeUnixNano']),
    statusCode: toEnum(status['code'], STATUS_NAMES),
    statusMessage: toText(status['message']),
    attributes: readAttributes(span['attributes']),
    droppedAttributes: toCount(span['droppedAttributesCount']),
    events: toArray(span['events']).map(readEvent),
    droppedEvents: toCount(span['droppedEventsCount']),
    links: toArray(span['links']).map(readLink),
    droppedLinks: toCount(span['droppedLinksCount']),
    resourceAttributes: readAttributes(resource['attributes']),
    resourceDroppedAttributes: toCount(resource['droppedAttributesCount']),
    resourceSchemaUrl: details.resourceSchemaUrl,
    scopeName: toText(scope['name']),
    scopeVersion: toText(scope['version']),
    scopeAttributes: readAttributes(scope['attributes']),
    scopeDroppedAttributes: toCount(scope['droppedAttributesCount']),
    scopeSchemaUrl: details.scopeSchemaUrl,
    receivedAt: details.receivedAt,
  };
}

/** A value as text to copy and to search in: what is shown, without its type. */
export function valueToText(value: AttributeValue): string {
  switch (value.type) {
    case 'bytes':
      return value.base64;
    case 'array':
      return `[${value.items.map(valueToText).join(', ')}]`;
    case 'kvlist':
      return `{${value.entries.map(({ key, value: v }) => `${key}: ${valueToText(v)}`).join(', ')}}`;
    case 'empty':
      return '';
    default:
      return value.text;
  }
}
