// Reads answers of Tempo's API as strictly as Grafana does: a field that the protocol does not have is an error, in
// JSON as in protobuf. Independent of our codecs: protobufjs with the .proto text.

import protobuf from 'protobufjs';

export type TempoMessage =
  | 'SearchRequest'
  | 'SearchResponse'
  | 'SearchTagsRequest'
  | 'SearchTagsResponse'
  | 'SearchTagsV2Response'
  | 'SearchTagValuesRequest'
  | 'SearchTagValuesResponse'
  | 'SearchTagValuesV2Response'
  | 'QueryRangeRequest'
  | 'QueryRangeResponse'
  | 'QueryInstantRequest'
  | 'QueryInstantResponse'
  | 'Trace'
  | 'TraceByIDResponse';

// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
export type Read = any;

export interface StrictTempo {
  write(name: TempoMessage, fields: Record<string, unknown>): Uint8Array;
  /** Plain: 64-bit numbers and enums are text, bytes are base64. */
  readProtobuf(name: TempoMessage, bytes: Uint8Array): Read;
  readJson(name: TempoMessage, text: string): Read;
}

/** `readProto` gives the text of a .proto file by the path by which others import it. */
export function createStrictTempo(readProto: (path: string) => string): StrictTempo {
  const root = new protobuf.Root();
  const load = (path: string, loaded: Set<string>): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    const { imports = [] } = protobuf.parse(readProto(path), root);
    for (const imported of imports) load(imported, loaded);
  };
  load('tempopb/tempo.proto', new Set());
  const typeOf = (name: TempoMessage): protobuf.Type => root.lookupType(`tempopb.${name}`);
  return {
    write(name, fields) {
      const type = typeOf(name);
      return type.encode(type.fromObject(fields)).finish();
    },
    readProtobuf: (name, bytes) => readMessage(typeOf(name), bytes),
    readJson(name, text) {
      const json: unknown = JSON.parse(text);
      checkMessage(typeOf(name), json, name);
      return json;
    },
  };
}

function readMessage(type: protobuf.Type, bytes: Uint8Array): Read {
  const message = type.decode(bytes);
  // protobufjs forgets what it does not know, so that it is missing when written again.
  const again = type.encode(message).finish();
  if (again.length !== bytes.length) {
    throw new Error(`${type.name} has fields that the protocol does not have`);
  }
  return type.toObject(message, { longs: String, enums: String, bytes: String, json: true });
}

function checkMessage(type: protobuf.Type, json: unknown, place: string): void {
  for (const [key, value] of Object.entries(asObject(json, place))) {
    const field = type.fields[key];
    if (field === undefined) throw new Error(`unknown field "${key}" in ${place}`);
    field.resolve();
    const at = `${place}.${key}`;
    if (field instanceof protobuf.MapField) {
      for (const [entry, item] of Object.entries(asObject(value, at))) {
        checkValue(field, item, `${at}.${entry}`);
      }
    } else if (field.repeated) {
      if (!Array.isArray(value)) throw new Error(`${at} is no list`);
      for (const [index, item] of value.entries()) checkValue(field, item, `${at}[${index}]`);
    } else checkValue(field, value, at);
  }
}

function checkValue(field: protobuf.Field, value: unknown, place: string): void {
  const { resolvedType, type } = field;
  if (resolvedType instanceof protobuf.Type) {
    checkMessage(resolvedType, value, place);
    return;
  }
  if (resolvedType instanceof protobuf.Enum) {
    if (typeof value === 'string' && value in resolvedType.values) return;
    throw new Error(`${place} is ${JSON.stringify(value)}, not one of the enum's names`);
  }
  const isRight = SCALARS[type]?.(value) ?? false;
  if (!isRight) throw new Error(`${place} is ${JSON.stringify(value)}, not a ${type}`);
}

const isInt64Text = (value: unknown): boolean =>
  typeof value === 'string' && /^-?[0-9]{1,20}$/.test(value);
const isInteger = (value: unknown): boolean => Number.isInteger(value);

/** As jsonpb writes them. */
const SCALARS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  bytes: (value) => typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value),
  double: (value) =>
    typeof value === 'number' || ['NaN', 'Infinity', '-Infinity'].includes(String(value)),
  uint32: isInteger,
  int32: isInteger,
  fixed32: isInteger,
  uint64: isInt64Text,
  int64: isInt64Text,
  fixed64: isInt64Text,
};

function asObject(json: unknown, place: string): object {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
  throw new Error(`${place} is no object`);
}
