// OTLP JSON as tests see it: a small export request to send, and one form for comparing what was sent
// with what came back. The comparison knows what the protocol leaves free (grouping and order of spans,
// order of attributes, fields that are absent or have their default) and forgives nothing else.

import { randomBytes } from 'node:crypto';

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export interface TracesData {
  readonly resourceSpans?: readonly ResourceSpans[];
}
interface ResourceSpans {
  readonly resource?: JsonObject;
  readonly schemaUrl?: string;
  readonly scopeSpans?: readonly ScopeSpans[];
}
interface ScopeSpans {
  readonly scope?: JsonObject;
  readonly schemaUrl?: string;
  readonly spans?: readonly JsonObject[];
}

export function randomTraceId(): string {
  return randomBytes(16).toString('hex');
}

/** One trace: a root and `children` below it, of one service. */
export function simpleTrace(traceId: string, service: string, children = 2): TracesData {
  const startNs = BigInt(Date.now()) * 1_000_000n;
  const rootId = randomBytes(8).toString('hex');
  const span = (index: number): JsonObject => ({
    traceId,
    spanId: index === 0 ? rootId : randomBytes(8).toString('hex'),
    ...(index === 0 ? {} : { parentSpanId: rootId }),
    name: index === 0 ? 'root' : `child ${index}`,
    kind: index === 0 ? 2 : 1,
    startTimeUnixNano: String(startNs + BigInt(index) * 1_000n),
    endTimeUnixNano: String(startNs + 250_000_000n),
  });
  return {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
        scopeSpans: [{ spans: Array.from({ length: children + 1 }, (_, index) => span(index)) }],
      },
    ],
  };
}

export function sendTraces(otlpHttp: string, traces: TracesData): Promise<Response> {
  return fetch(new URL('/v1/traces', otlpHttp), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(traces),
  });
}

/** Every span with its resource and scope beside it, ordered by id. */
export function comparable(traces: TracesData): Json[] {
  const spans = (traces.resourceSpans ?? []).flatMap(({ resource, schemaUrl, scopeSpans }) =>
    (scopeSpans ?? []).flatMap((scoped) =>
      (scoped.spans ?? []).map((span) => ({
        resource: resource ?? {},
        resourceSchemaUrl: schemaUrl ?? '',
        scope: scoped.scope ?? {},
        scopeSchemaUrl: scoped.schemaUrl ?? '',
        span,
      })),
    ),
  );
  return spans
    .sort((a, b) => compareText(String(a.span['spanId']), String(b.span['spanId'])))
    .map((entry) => canonical(entry) ?? {});
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Fields of these names hold 64-bit integers: the JSON form allows both numbers and text. */
const WIDE = new Set(['startTimeUnixNano', 'endTimeUnixNano', 'timeUnixNano', 'intValue']);

/** Drops what is at its default; a value inside AnyValue is never a default. */
function canonical(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return canonicalList(value);
  if (typeof value !== 'object' || value === null) return isDefault(value) ? undefined : value;
  const entries = Object.entries(value)
    .map(([key, field]) => [key, canonicalField(key, field)] as const)
    .filter(([, field]) => field !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function canonicalField(key: string, field: Json | undefined): Json | undefined {
  if (WIDE.has(key)) return String(field);
  if (key === 'value') return canonicalAnyValue(field);
  return canonical(field);
}

function canonicalAnyValue(value: Json | undefined): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([kind, content]) => [kind, canonicalContent(kind, content)]),
  );
}

function canonicalContent(kind: string, content: Json | undefined): Json {
  if (WIDE.has(kind)) return String(content);
  const values = isObject(content) && Array.isArray(content['values']) ? content['values'] : [];
  if (kind === 'arrayValue') return values.map(canonicalAnyValue);
  if (kind === 'kvlistValue') return sortByKey(values.map((entry) => canonical(entry) ?? {}));
  return content ?? null;
}

function canonicalList(list: readonly Json[]): Json | undefined {
  if (list.length === 0) return undefined;
  const items = list.map((item) => canonical(item) ?? {});
  const isAttributes = list.every((item) => isObject(item) && 'key' in item && 'value' in item);
  return isAttributes ? sortByKey(items) : items;
}

function sortByKey(items: readonly Json[]): Json[] {
  return [...items].sort((a, b) => compareText(keyOf(a), keyOf(b)));
}

function keyOf(item: Json): string {
  return isObject(item) ? String(item['key']) : '';
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDefault(value: Json | undefined): boolean {
  return value === undefined || value === null || value === 0 || value === '' || value === '0';
}
