// Resource and scope from OTLP JSON: as they are sent, and as they are stored (`json` of batch/origin.ts,
// which reads back to the same id).

import { makeResource, makeScope, type Resource, type Scope } from '../batch/origin.ts';
import { type JsonFields, JsonReader } from './json-reader.ts';

/** `fields` is the Resource object; the schema URL stands beside it. */
export function readResource(reader: JsonReader, fields: JsonFields, schemaUrl: string): Resource {
  return makeResource({
    attributes: reader.attributes(fields),
    droppedAttributesCount: reader.uint32(fields, 'droppedAttributesCount'),
    schemaUrl,
  });
}

/** `fields` is the InstrumentationScope object; the schema URL stands beside it. */
export function readScope(reader: JsonReader, fields: JsonFields, schemaUrl: string): Scope {
  return makeScope({
    name: reader.text(fields, 'name'),
    version: reader.text(fields, 'version'),
    attributes: reader.attributes(fields),
    droppedAttributesCount: reader.uint32(fields, 'droppedAttributesCount'),
    schemaUrl,
  });
}

/** The resource that was stored as this text. Throws OtlpDecodeError or SyntaxError. */
export function parseResourceJson(json: string, schemaUrl: string): Resource {
  const reader = new JsonReader();
  return readResource(reader, reader.object(JSON.parse(json)), schemaUrl);
}

/** The scope that was stored as this text. Throws OtlpDecodeError or SyntaxError. */
export function parseScopeJson(json: string, schemaUrl: string): Scope {
  const reader = new JsonReader();
  return readScope(reader, reader.object(JSON.parse(json)), schemaUrl);
}
