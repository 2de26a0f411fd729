// One Span message of zipkin.proto as an object: the way for spans that are unusual, see protobuf-decode.ts. The tags
// below are field << 3 | wire type.

import { MAX_MICROSECONDS } from '../base/epoch-words.ts';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '../batch/span-batch.ts';
import { readText } from '../otlp/any-value-decode.ts';
import type { WireReader } from '../otlp/wire-reader.ts';
import { IPV4_BYTES, IPV6_BYTES, ipv4Text, ipv6Text, mappedIpv4 } from './ip-address.ts';
import {
  endpointOf,
  type ZipkinAnnotation,
  type ZipkinEndpoint,
  type ZipkinKind,
  type ZipkinSpan,
} from './zipkin-span.ts';

/** By number. */
export const KINDS: readonly (ZipkinKind | undefined)[] = [
  undefined,
  'CLIENT',
  'SERVER',
  'PRODUCER',
  'CONSUMER',
];

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Throws when it has no ids, or is no such message. */
export function readSpan(reader: WireReader, end: number): ZipkinSpan {
  const annotations: ZipkinAnnotation[] = [];
  const tags = new Map<string, string>();
  const span: Mutable<ZipkinSpan> = {
    traceId: new Uint8Array(TRACE_ID_BYTES),
    id: new Uint8Array(SPAN_ID_BYTES),
    parentId: undefined,
    kind: undefined,
    name: '',
    timestampUs: 0,
    durationUs: 0,
    localEndpoint: undefined,
    remoteEndpoint: undefined,
    annotations,
    tags,
    isDebug: false,
    isShared: false,
  };
  while (reader.position < end) {
    const field = reader.uint32(end);
    if (field === 0x52) {
      reader.countItem();
      annotations.push(readAnnotation(reader, reader.bytesEnd(end)));
    } else if (field === 0x5a) readTag(reader, reader.bytesEnd(end), tags);
    else readField(reader, field, end, span);
  }
  if (isZero(span.traceId) || isZero(span.id)) reader.fail('a span without its ids');
  const { parentId, id } = span;
  const isRoot =
    parentId === undefined || isZero(parentId) || parentId.every((b, at) => b === id[at]);
  if (isRoot) span.parentId = undefined;
  if (span.kind === 'CLIENT') span.isShared = false;
  return span;
}

function readField(
  reader: WireReader,
  field: number,
  end: number,
  span: Mutable<ZipkinSpan>,
): void {
  switch (field) {
    case 0x0a:
      span.traceId = readId(reader, end, TRACE_ID_BYTES);
      return;
    case 0x12:
      span.parentId = readId(reader, end, SPAN_ID_BYTES);
      return;
    case 0x1a:
      span.id = readId(reader, end, SPAN_ID_BYTES);
      return;
    case 0x20:
      reader.varint64(end);
      span.kind = KINDS[reader.low];
      return;
    case 0x2a:
      span.name = readText(reader, end);
      return;
    case 0x31:
      reader.fixed64(end);
      span.timestampUs = microseconds(reader);
      return;
    case 0x38:
      reader.varint64(end);
      span.durationUs = microseconds(reader);
      return;
    case 0x42:
      span.localEndpoint = readEndpoint(reader, reader.bytesEnd(end));
      return;
    case 0x4a:
      span.remoteEndpoint = readEndpoint(reader, reader.bytesEnd(end));
      return;
    case 0x60:
      reader.varint64(end);
      span.isDebug = reader.low !== 0;
      return;
    case 0x68:
      reader.varint64(end);
      span.isShared = reader.low !== 0;
      return;
    default:
      reader.skip(field, end);
  }
}

function isZero(id: Uint8Array): boolean {
  return id.every((byte) => byte === 0);
}

/** 8 bytes where 16 are possible: the high half is zero. */
function readId(reader: WireReader, end: number, width: number): Uint8Array {
  const idEnd = reader.bytesEnd(end);
  const id = new Uint8Array(width);
  const size = idEnd - reader.position;
  if (size !== width && size !== SPAN_ID_BYTES && size !== 0) {
    reader.fail(`an id has ${size} bytes instead of ${width}`);
  }
  id.set(reader.bytes.subarray(reader.position, idEnd), width - size);
  reader.position = idEnd;
  return id;
}

export function microseconds(reader: WireReader): number {
  const us = reader.high * 2 ** 32 + reader.low;
  if (us > MAX_MICROSECONDS) reader.fail(`time ${us} µs is out of range`);
  return us;
}

export function readAnnotation(reader: WireReader, end: number): ZipkinAnnotation {
  let timestampUs = 0;
  let value = '';
  while (reader.position < end) {
    const field = reader.uint32(end);
    if (field === 0x09) {
      reader.fixed64(end);
      timestampUs = microseconds(reader);
    } else if (field === 0x12) value = readText(reader, end);
    else reader.skip(field, end);
  }
  return { timestampUs, value };
}

/** An entry of a map. */
function readTag(reader: WireReader, end: number, tags: Map<string, string>): void {
  reader.countItem();
  let key = '';
  let value = '';
  while (reader.position < end) {
    const field = reader.uint32(end);
    if (field === 0x0a) key = readText(reader, end);
    else if (field === 0x12) value = readText(reader, end);
    else reader.skip(field, end);
  }
  tags.set(key, value);
}

export function readEndpoint(reader: WireReader, end: number): ZipkinEndpoint | undefined {
  let serviceName = '';
  let ipv4 = '';
  let ipv6 = '';
  let port = 0;
  while (reader.position < end) {
    const field = reader.uint32(end);
    if (field === 0x0a) serviceName = readText(reader, end);
    else if (field === 0x12) ipv4 = addressText(reader, end, IPV4_BYTES, ipv4Text);
    else if (field === 0x1a) ipv6 = addressText(reader, end, IPV6_BYTES, ipv6Text);
    else if (field === 0x20) {
      reader.varint64(end);
      port = reader.low & 0xffff;
    } else reader.skip(field, end);
  }
  const mapped = mappedIpv4(ipv6);
  return endpointOf({
    serviceName,
    ipv4: ipv4 === '' ? (mapped ?? '') : ipv4,
    ipv6: mapped === undefined ? ipv6 : '',
    port,
  });
}

/** '' for what is no address. */
function addressText(
  reader: WireReader,
  end: number,
  width: number,
  toText: (bytes: Uint8Array) => string,
): string {
  const addressEnd = reader.bytesEnd(end);
  const bytes = reader.bytes.subarray(reader.position, addressEnd);
  reader.position = addressEnd;
  return bytes.length === width ? toText(bytes) : '';
}
