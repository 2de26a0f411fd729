// Writes thrift's binary and compact protocols, for tests that need bytes no client at hand would send.

import { textToUtf8 } from '../../base/utf8.ts';
import { THRIFT } from '../thrift-types.ts';

export type ThriftValue =
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'i16' | 'i32'; readonly value: number }
  | { readonly type: 'i64'; readonly value: bigint }
  | { readonly type: 'double'; readonly value: number }
  | { readonly type: 'string'; readonly value: string | Uint8Array }
  | { readonly type: 'list'; readonly of: ThriftType; readonly value: readonly ThriftValue[] }
  | { readonly type: 'struct'; readonly value: ThriftFields };

export type ThriftType = ThriftValue['type'];

/** By field id, in the order in which they are written. An undefined one is left out. */
export type ThriftFields = readonly (readonly [id: number, value: ThriftValue | undefined])[];

export type ThriftProtocol = 'binary' | 'compact';

export interface ThriftMessage {
  readonly name: string;
  readonly type: number;
  readonly fields: ThriftFields;
}

export function writeStruct(protocol: ThriftProtocol, fields: ThriftFields): Uint8Array {
  const out: number[] = [];
  if (protocol === 'binary') binaryStruct(out, fields);
  else compactStruct(out, fields);
  return Uint8Array.from(out);
}

/** A list without anything around it, as Zipkin's version 1 sends it. */
export function writeList(protocol: ThriftProtocol, list: ThriftValue): Uint8Array {
  const out: number[] = [];
  if (protocol === 'binary') binaryValue(out, list);
  else compactValue(out, list);
  return Uint8Array.from(out);
}

export function writeMessage(protocol: ThriftProtocol, message: ThriftMessage): Uint8Array {
  const { name, type, fields } = message;
  const text = textToUtf8(name);
  const out: number[] = [];
  if (protocol === 'binary') {
    out.push(0x80, 0x01, 0x00, type);
    bigEndian(out, BigInt(text.length), 4);
    out.push(...text);
    bigEndian(out, 0n, 4);
    binaryStruct(out, fields);
  } else {
    out.push(0x82, (type << 5) | 1, 0);
    varint(out, BigInt(text.length));
    out.push(...text);
    compactStruct(out, fields);
  }
  return Uint8Array.from(out);
}

function bigEndian(out: number[], value: bigint, bytes: number): void {
  for (let shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push(Number((value >> BigInt(shift)) & 0xffn));
  }
}

function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? textToUtf8(value) : value;
}

function doubleBits(value: number): bigint {
  const bits = new BigUint64Array(1);
  new Float64Array(bits.buffer)[0] = value;
  return bits[0] as bigint;
}

function binaryStruct(out: number[], fields: ThriftFields): void {
  for (const [id, value] of fields) {
    if (value === undefined) continue;
    out.push(THRIFT[value.type]);
    bigEndian(out, BigInt(id), 2);
    binaryValue(out, value);
  }
  out.push(0);
}

function binaryValue(out: number[], value: ThriftValue): void {
  switch (value.type) {
    case 'bool':
      out.push(value.value ? 1 : 0);
      return;
    case 'i16':
      bigEndian(out, BigInt(value.value), 2);
      return;
    case 'i32':
      bigEndian(out, BigInt(value.value), 4);
      return;
    case 'i64':
      bigEndian(out, value.value, 8);
      return;
    case 'double':
      bigEndian(out, doubleBits(value.value), 8);
      return;
    case 'string': {
      const bytes = bytesOf(value.value);
      bigEndian(out, BigInt(bytes.length), 4);
      for (const byte of bytes) out.push(byte);
      return;
    }
    case 'list':
      out.push(THRIFT[value.of]);
      bigEndian(out, BigInt(value.value.length), 4);
      for (const item of value.value) binaryValue(out, item);
      return;
    case 'struct':
      binaryStruct(out, value.value);
  }
}

const COMPACT: Readonly<Record<ThriftType, number>> = {
  bool: 1,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  string: 8,
  list: 9,
  struct: 12,
};

function varint(out: number[], value: bigint): void {
  let rest = BigInt.asUintN(64, value);
  while (rest >= 0x80n) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
}

function zigzag(out: number[], value: bigint): void {
  varint(out, (value << 1n) ^ (value >> 63n));
}

function compactStruct(out: number[], fields: ThriftFields): void {
  let last = 0;
  for (const [id, value] of fields) {
    if (value === undefined) continue;
    const type = value.type === 'bool' && !value.value ? 2 : COMPACT[value.type];
    const difference = id - last;
    if (difference > 0 && difference <= 15) out.push((difference << 4) | type);
    else {
      out.push(type);
      zigzag(out, BigInt(id));
    }
    last = id;
    if (value.type !== 'bool') compactValue(out, value);
  }
  out.push(0);
}

function compactValue(out: number[], value: ThriftValue): void {
  switch (value.type) {
    case 'bool':
      out.push(value.value ? 1 : 2);
      return;
    case 'i16':
    case 'i32':
      zigzag(out, BigInt(value.value));
      return;
    case 'i64':
      zigzag(out, value.value);
      return;
    case 'double': {
      const bits = doubleBits(value.value);
      for (let shift = 0n; shift < 64n; shift += 8n) out.push(Number((bits >> shift) & 0xffn));
      return;
    }
    case 'string': {
      const bytes = bytesOf(value.value);
      varint(out, BigInt(bytes.length));
      for (const byte of bytes) out.push(byte);
      return;
    }
    case 'list': {
      const { length } = value.value;
      const type = COMPACT[value.of];
      if (length < 15) out.push((length << 4) | type);
      else {
        out.push(0xf0 | type);
        varint(out, BigInt(length));
      }
      for (const item of value.value) compactValue(out, item);
      return;
    }
    case 'struct':
      compactStruct(out, value.value);
  }
}
