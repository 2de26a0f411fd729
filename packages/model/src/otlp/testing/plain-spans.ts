// Brings an OTLP JSON message into a form in which two messages that say the same are equal, written
// without any code of the product: every span with its resource and scope beside it, fields at their
// default left out, attributes by key with the first of equal keys, spans in the order of their text.

import type { JsonObject } from './arbitrary-traces.ts';

export interface PlainSpan {
  readonly resource: JsonObject;
  readonly resourceSchemaUrl: string;
  readonly scope: JsonObject;
  readonly scopeSchemaUrl: string;
  readonly span: JsonObject;
}

export function plainSpans(traces: JsonObject): PlainSpan[] {
  const spans: PlainSpan[] = [];
  for (const resourceSpans of objects(traces['resourceSpans'])) {
    for (const scopeSpans of objects(resourceSpans['scopeSpans'])) {
      for (const span of objects(scopeSpans['spans'])) {
        spans.push({
          resource: plainMessage(resourceSpans['resource'] ?? {}),
          resourceSchemaUrl: String(resourceSpans['schemaUrl'] ?? ''),
          scope: plainMessage(scopeSpans['scope'] ?? {}),
          scopeSchemaUrl: String(scopeSpans['schemaUrl'] ?? ''),
          span: plainMessage(span),
        });
      }
    }
  }
  return spans
    .map((span) => ({ span, order: JSON.stringify(span) }))
    .sort((left, right) => (left.order < right.order ? -1 : 1))
    .map(({ span }) => span);
}

/** A message other than AnyValue and KeyValue, in which defaults have a meaning. */
function plainMessage(message: unknown): JsonObject {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of byName(message as JsonObject)) {
    if (name === 'attributes') plain[name] = plainAttributes(objects(value));
    else if (name === 'events' || name === 'links') plain[name] = objects(value).map(plainMessage);
    else if (name === 'status') plain[name] = plainMessage(value);
    else plain[name] = value;
    if (isDefault(plain[name])) delete plain[name];
  }
  return plain;
}

function plainAttributes(attributes: readonly JsonObject[]): JsonObject[] {
  const byKey = new Map<string, JsonObject>();
  for (const attribute of attributes) {
    const key = String(attribute['key'] ?? '');
    if (!byKey.has(key)) byKey.set(key, plainAttribute(attribute));
  }
  return [...byKey].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, value]) => value);
}

function plainAttribute(attribute: JsonObject): JsonObject {
  return { key: attribute['key'] ?? '', value: plainValue(attribute['value']) };
}

/** Only lists have a default that may be left out: no items. */
function plainValue(json: unknown): JsonObject {
  const value = (json ?? {}) as JsonObject;
  const array = value['arrayValue'] as JsonObject | undefined;
  if (array !== undefined) return { arrayValue: objects(array['values']).map(plainValue) };
  const map = value['kvlistValue'] as JsonObject | undefined;
  if (map !== undefined) return { kvlistValue: objects(map['values']).map(plainAttribute) };
  return value;
}

function byName(message: JsonObject): [string, unknown][] {
  return Object.entries(message).sort(([left], [right]) => (left < right ? -1 : 1));
}

function isDefault(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === '' || value === '0' || value === 0;
}

function objects(list: unknown): readonly JsonObject[] {
  return (list ?? []) as readonly JsonObject[];
}
