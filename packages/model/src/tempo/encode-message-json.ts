// A message of Tempo's API as JSON, by the rules of Go's jsonpb, which Tempo uses: fields at their default
// are left out, 64-bit integers are text, enums are names, bytes are base64.

import { assertNever } from '../base/assert.ts';
import { attributesJson } from '../span/attribute-value.ts';
import type { FieldShape, MessageOf, MessageShape, ScalarField } from './message-shape.ts';

export function encodeMessageJson<S extends MessageShape>(shape: S, value: MessageOf<S>): string {
  const fields: string[] = [];
  for (const [name, field] of Object.entries(shape)) {
    const json = fieldJson(field, value[name]);
    if (json !== undefined) fields.push(`"${name}":${json}`);
  }
  return `{${fields.join(',')}}`;
}

// The type of a value follows from its field's shape, which the compiler cannot see through a loop.
function fieldJson(field: FieldShape, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  switch (field.kind) {
    case 'scalar':
      return scalarJson(field, value);
    case 'enum':
      return value === field.names[0] ? undefined : JSON.stringify(value);
    case 'texts':
      return JSON.stringify(value);
    case 'text-map':
      return JSON.stringify(Object.fromEntries(value as ReadonlyMap<string, string>));
    case 'attributes':
      return attributesJson(value as Parameters<typeof attributesJson>[0]);
    case 'message':
      return encodeMessageJson(field.shape, value as MessageOf<MessageShape>);
    case 'messages':
      return `[${(value as readonly MessageOf<MessageShape>[])
        .map((item) => encodeMessageJson(field.shape, item))
        .join(',')}]`;
    case 'message-map':
      return mapJson(field.shape, value as ReadonlyMap<string, MessageOf<MessageShape>>);
    default:
      return assertNever(field);
  }
}

function scalarJson({ type }: ScalarField, value: unknown): string | undefined {
  if (value === '' || value === 0 || value === 0n || value === false) return undefined;
  switch (type) {
    case 'uint64':
    case 'int64':
      return `"${String(value)}"`;
    case 'double':
      // Not finite: as text, by the proto3 JSON mapping.
      return Number.isFinite(value) ? String(value) : `"${String(value)}"`;
    default:
      return JSON.stringify(value);
  }
}

/** By key, as Go writes maps. */
function mapJson(
  shape: MessageShape,
  entries: ReadonlyMap<string, MessageOf<MessageShape>>,
): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted
    .map(([key, item]) => `${JSON.stringify(key)}:${encodeMessageJson(shape, item)}`)
    .join(',')}}`;
}
