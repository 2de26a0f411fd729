// Where spans come from: their resource and their instrumentation scope. Both repeat over thousands of
// spans, so a batch holds each one once and a span holds its code; storage keeps them in small tables
// of their own under a hash of what they say.

import { hash64 } from '../base/hash64.ts';
import { type Attribute, anyValueJson, attributesJson } from '../span/attribute-value.ts';

/** Shown for a resource without `service.name` (OpenTelemetry semantic conventions, "service"). */
export const UNKNOWN_SERVICE = 'unknown_service';

export interface ResourceFields {
  readonly attributes: readonly Attribute[];
  readonly droppedAttributesCount: number;
  readonly schemaUrl: string;
}

export interface ScopeFields extends ResourceFields {
  readonly name: string;
  readonly version: string;
}

/** What a resource and a scope have in common once they have a name of their own. */
interface Origin {
  /** Hash of `json` and `schemaUrl`, unsigned 64 bits. */
  readonly id: bigint;
  /** The OTLP JSON object as text, without the schema URL, which OTLP keeps beside it. */
  readonly json: string;
  readonly schemaUrl: string;
  readonly attributes: readonly Attribute[];
  readonly droppedAttributesCount: number;
}

export interface Resource extends Origin {
  readonly serviceName: string;
}

export interface Scope extends Origin {
  readonly name: string;
  readonly version: string;
}

/** A key that comes twice keeps its first value, as in the attributes of a span. */
export function makeResource(fields: ResourceFields): Resource {
  const { schemaUrl, droppedAttributesCount } = fields;
  const attributes = firstOfEachKey(fields.attributes);
  const json = `{${joined([
    listField('attributes', attributes),
    countField('droppedAttributesCount', droppedAttributesCount),
  ])}}`;
  const serviceName = serviceNameOf(attributes);
  return {
    id: originId(json, schemaUrl),
    json,
    schemaUrl,
    attributes,
    droppedAttributesCount,
    serviceName,
  };
}

/** A key that comes twice keeps its first value, as in the attributes of a span. */
export function makeScope(fields: ScopeFields): Scope {
  const { name, version, schemaUrl, droppedAttributesCount } = fields;
  const attributes = firstOfEachKey(fields.attributes);
  const json = `{${joined([
    textField('name', name),
    textField('version', version),
    listField('attributes', attributes),
    countField('droppedAttributesCount', droppedAttributesCount),
  ])}}`;
  return {
    id: originId(json, schemaUrl),
    json,
    schemaUrl,
    attributes,
    droppedAttributesCount,
    name,
    version,
  };
}

/** The JSON holds no line break, so the two parts cannot run into each other. */
function originId(json: string, schemaUrl: string): bigint {
  return hash64(`${json}\n${schemaUrl}`);
}

function firstOfEachKey(attributes: readonly Attribute[]): readonly Attribute[] {
  const keys = new Set(attributes.map(({ key }) => key));
  if (keys.size === attributes.length) return attributes;
  return attributes.filter(({ key }) => keys.delete(key));
}

function serviceNameOf(attributes: readonly Attribute[]): string {
  const value = attributes.find(({ key }) => key === 'service.name')?.value;
  if (value === undefined || value.type === 'empty') return UNKNOWN_SERVICE;
  const text = value.type === 'string' ? value.value : anyValueJson(value);
  return text === '' ? UNKNOWN_SERVICE : text;
}

/** Fields at their default are left out, as the proto3 JSON mapping does. */
function joined(fields: readonly string[]): string {
  return fields.filter((field) => field !== '').join(',');
}

function textField(name: string, value: string): string {
  return value === '' ? '' : `"${name}":${JSON.stringify(value)}`;
}

function countField(name: string, value: number): string {
  return value === 0 ? '' : `"${name}":${value}`;
}

function listField(name: string, attributes: readonly Attribute[]): string {
  return attributes.length === 0 ? '' : `"${name}":${attributesJson(attributes)}`;
}

/** Codes of the distinct origins of one batch. */
export class OriginTable<T extends Origin> {
  readonly entries: T[] = [];
  private readonly codes = new Map<bigint, number>();

  /** The code of an origin, by its id. */
  intern(origin: T): number {
    const known = this.codes.get(origin.id);
    if (known !== undefined) return known;
    const code = this.entries.length;
    this.entries.push(origin);
    this.codes.set(origin.id, code);
    return code;
  }

  clear(): void {
    this.entries.length = 0;
    this.codes.clear();
  }

  at(code: number): T {
    const origin = this.entries[code];
    if (origin === undefined) throw new RangeError(`no origin has the code ${code}`);
    return origin;
  }
}
