// AnyValue and KeyValue of opentelemetry-proto common.proto from protobuf to objects: for resources,
// scopes, events, links and nested values. A span's own attributes take the shorter way in
// protobuf-decode.ts.

import { utf8ToText } from '../base/utf8.ts';
import { type Attribute, type AttributeValue, MAX_VALUE_DEPTH } from '../span/attribute-value.ts';
import type { WireReader } from './wire-reader.ts';

const EMPTY: AttributeValue = { type: 'empty' };

/** Reads a KeyValue message that ends at `end`. */
export function readAttribute(reader: WireReader, end: number, depth: number): Attribute {
  // Also without a value: in its text form, each has one.
  checkDepth(reader, depth);
  let key = '';
  let value = EMPTY;
  while (reader.position < end) {
    const tag = reader.uint32(end);
    if (tag === 0x0a) {
      key = readText(reader, end);
    } else if (tag === 0x12) {
      const valueEnd = reader.bytesEnd(end);
      value = readAnyValue(reader, valueEnd, depth);
    } else reader.skip(tag, end);
  }
  return { key, value };
}

/** Reads an AnyValue message that ends at `end`; of several values the last one counts. */
export function readAnyValue(reader: WireReader, end: number, depth: number): AttributeValue {
  if (depth > MAX_VALUE_DEPTH)
    reader.reject(`value is nested deeper than ${MAX_VALUE_DEPTH} levels`);
  let value = EMPTY;
  while (reader.position < end) {
    const tag = reader.uint32(end);
    switch (tag) {
      case 0x0a:
        value = { type: 'string', value: readText(reader, end) };
        break;
      case 0x10:
        reader.varint64(end);
        value = { type: 'bool', value: reader.low !== 0 || reader.high !== 0 };
        break;
      case 0x18:
        reader.varint64(end);
        value = { type: 'int', value: signed64(reader) };
        break;
      case 0x21:
        reader.fixed64(end);
        value = { type: 'double', value: asDouble(reader) };
        break;
      case 0x2a:
        value = { type: 'array', value: readList(reader, end, depth, readAnyValue) };
        break;
      case 0x32:
        value = { type: 'kvlist', value: readList(reader, end, depth, readAttribute) };
        break;
      case 0x3a: {
        const bytesEnd = reader.bytesEnd(end);
        // A copy, also of a Buffer, whose `slice` is a view into memory that is used again.
        const bytes = reader.bytes.subarray(reader.position, bytesEnd);
        value = { type: 'bytes', value: new Uint8Array(bytes) };
        reader.position = bytesEnd;
        break;
      }
      default:
        reader.skip(tag, end);
    }
  }
  return value;
}

function checkDepth(reader: WireReader, depth: number): void {
  if (depth > MAX_VALUE_DEPTH) {
    reader.reject(`value is nested deeper than ${MAX_VALUE_DEPTH} levels`);
  }
}

/** ArrayValue and KeyValueList: a message whose field 1 repeats. */
function readList<T>(
  reader: WireReader,
  end: number,
  depth: number,
  read: (reader: WireReader, end: number, depth: number) => T,
): T[] {
  const listEnd = reader.bytesEnd(end);
  const items: T[] = [];
  while (reader.position < listEnd) {
    const tag = reader.uint32(listEnd);
    if (tag === 0x0a) {
      const itemEnd = reader.bytesEnd(listEnd);
      items.push(read(reader, itemEnd, depth + 1));
    } else reader.skip(tag, listEnd);
  }
  return items;
}

export function readText(reader: WireReader, end: number): string {
  const textEnd = reader.bytesEnd(end);
  const text = utf8ToText(reader.bytes, reader.position, textEnd);
  reader.position = textEnd;
  return text;
}

function signed64(reader: WireReader): bigint {
  return BigInt.asIntN(64, (BigInt(reader.high) << 32n) | BigInt(reader.low));
}

const words = new Uint32Array(2);
const double = new Float64Array(words.buffer);

function asDouble(reader: WireReader): number {
  words[0] = reader.low;
  words[1] = reader.high;
  return double[0] as number;
}
