// Reads a request of Tempo's StreamingQuerier from protobuf. Fields that are not in the shape are passed
// over, and of one that comes twice the last counts, as protobuf asks.

import { assertNever } from '../base/assert.ts';
import { utf8ToText } from '../base/utf8.ts';
import { WIRE_BYTES, WIRE_VARINT, WireReader } from '../otlp/wire-reader.ts';
import type {
  FieldShape,
  MessageOf,
  MessageShape,
  ScalarField,
  ScalarName,
  TextMapField,
} from './message-shape.ts';

/** What requests are made of. */
export interface RequestShape extends MessageShape {
  readonly [name: string]: TextMapField | (ScalarField & { readonly type: ReadScalar });
}

type ReadScalar = Exclude<ScalarName, 'int64' | 'double'>;

/** Throws OtlpDecodeError, which names the byte, when the bytes are no message. */
export function decodeMessage<S extends RequestShape>(shape: S, bytes: Uint8Array): MessageOf<S> {
  const reader = new WireReader(bytes);
  const byNumber = new Map<number, readonly [string, S[string]]>();
  for (const [name, field] of Object.entries(shape)) {
    byNumber.set(field.number, [name, field as S[string]]);
  }
  const value: Record<string, unknown> = {};
  const end = bytes.length;
  while (reader.position < end) {
    const tag = reader.uint32(end);
    const known = byNumber.get(tag >>> 3);
    if (known === undefined || (tag & 7) !== wireTypeOf(known[1])) reader.skip(tag, end);
    else value[known[0]] = readField(reader, known[1], value[known[0]], end);
  }
  return value as MessageOf<S>;
}

function wireTypeOf(field: FieldShape): number {
  return field.kind === 'text-map' || (field.kind === 'scalar' && field.type === 'string')
    ? WIRE_BYTES
    : WIRE_VARINT;
}

function readField(
  reader: WireReader,
  field: RequestShape[string],
  before: unknown,
  end: number,
): unknown {
  if (field.kind === 'scalar') return readScalar(reader, field.type, end);
  const entries = before instanceof Map ? before : new Map<string, string>();
  readEntry(reader, entries, reader.bytesEnd(end));
  return entries;
}

function readScalar(reader: WireReader, type: ReadScalar, end: number): unknown {
  if (type === 'string') return readText(reader, end);
  reader.varint64(end);
  switch (type) {
    case 'bool':
      return reader.low !== 0 || reader.high !== 0;
    case 'uint32':
      return reader.low;
    case 'uint64':
      return (BigInt(reader.high) << 32n) | BigInt(reader.low);
    default:
      return assertNever(type);
  }
}

function readEntry(reader: WireReader, entries: Map<string, string>, end: number): void {
  reader.countItem();
  let key = '';
  let value = '';
  while (reader.position < end) {
    const tag = reader.uint32(end);
    if (tag === (1 << 3) + WIRE_BYTES) key = readText(reader, end);
    else if (tag === (2 << 3) + WIRE_BYTES) value = readText(reader, end);
    else reader.skip(tag, end);
  }
  entries.set(key, value);
}

function readText(reader: WireReader, end: number): string {
  const textEnd = reader.bytesEnd(end);
  const text = utf8ToText(reader.bytes, reader.position, textEnd);
  reader.position = textEnd;
  return text;
}
