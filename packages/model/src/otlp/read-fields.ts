// A small protobuf message as its fields by number, for requests that come seldom and hold little. What comes often or
// large has a decoder of its own.

import { utf8ToText } from '../base/utf8.ts';
import { WIRE_BYTES, WIRE_VARINT, WireReader } from './wire-reader.ts';

/** Of a field that comes several times the last counts, but in `entries`. Absent fields read as their zero. */
export interface MessageFields {
  bytes(field: number): Uint8Array | undefined;
  text(field: number): string;
  /** A varint, as signed 64 bits. */
  integer(field: number): bigint;
  message(field: number): MessageFields | undefined;
  /** `map<string, string>`. */
  entries(field: number): ReadonlyMap<string, string>;
}

/** Throws OtlpDecodeError, which names the byte, when the bytes are no message. */
export function readFields(bytes: Uint8Array): MessageFields {
  const reader = new WireReader(bytes);
  const integers = new Map<number, bigint>();
  const parts = new Map<number, Uint8Array[]>();
  while (reader.position < bytes.length) {
    const tag = reader.uint32(bytes.length);
    const field = tag >>> 3;
    if ((tag & 7) === WIRE_VARINT) {
      reader.varint64(bytes.length);
      integers.set(field, BigInt.asIntN(64, (BigInt(reader.high) << 32n) | BigInt(reader.low)));
    } else if ((tag & 7) === WIRE_BYTES) {
      reader.countItem();
      const end = reader.bytesEnd(bytes.length);
      const part = bytes.subarray(reader.position, end);
      const before = parts.get(field);
      if (before === undefined) parts.set(field, [part]);
      else before.push(part);
      reader.position = end;
    } else reader.skip(tag, bytes.length);
  }
  const last = (field: number): Uint8Array | undefined => parts.get(field)?.at(-1);
  return {
    bytes: last,
    text: (field) => textOf(last(field)),
    integer: (field) => integers.get(field) ?? 0n,
    message(field) {
      const part = last(field);
      return part === undefined ? undefined : readFields(part);
    },
    entries: (field) =>
      new Map(
        (parts.get(field) ?? []).map((part) => {
          const entry = readFields(part);
          return [entry.text(1), entry.text(2)];
        }),
      ),
  };
}

function textOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : utf8ToText(bytes, 0, bytes.length);
}
