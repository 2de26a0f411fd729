// Zipkin's version 1 as thrift (zipkinCore.thrift) to columns: a list of spans in the binary protocol, with no
// message around it.

import { signedNumber } from '../base/epoch-words.ts';
import { utf8ToText } from '../base/utf8.ts';
import type { AppendOutcome } from '../batch/append-outcome.ts';
import { SPAN_ID_BYTES, type SpanBatch, TRACE_ID_BYTES } from '../batch/span-batch.ts';
import { ThriftBinaryReader } from '../thrift/binary-reader.ts';
import { THRIFT } from '../thrift/thrift-types.ts';
import { appendZipkinSpan } from './append-span.ts';
import { IPV6_BYTES, ipv4Text, ipv6Text, mappedIpv4 } from './ip-address.ts';
import {
  convertV1Span,
  type V1Annotation,
  type V1BinaryAnnotation,
  type V1Span,
} from './v1-convert.ts';
import { endpointOf, type ZipkinEndpoint } from './zipkin-span.ts';

/**
 * Appends the spans of a list. Throws ThriftDecodeError when the bytes are no such list: the caller then
 * truncates the batch to where it was.
 *
 * `receivedMs`: when the message was taken, milliseconds since the epoch.
 */
export function decodeZipkinThrift(
  bytes: Uint8Array,
  batch: SpanBatch,
  receivedMs: number,
): AppendOutcome {
  const reader = new ThriftBinaryReader(bytes);
  const rowsBefore = batch.rowCount;
  const count = structsBegin(reader);
  for (let at = 0; at < count; at++) {
    for (const span of convertV1Span(readSpan(reader))) appendZipkinSpan(span, batch, receivedMs);
  }
  return { acceptedSpans: batch.rowCount - rowsBefore, rejectedSpans: 0, message: '' };
}

function structsBegin(reader: ThriftBinaryReader): number {
  const count = reader.listBegin();
  if (count > 0 && reader.elementType !== THRIFT.struct) {
    reader.fail(`expected a list of structs, not of type ${reader.elementType}`);
  }
  return count;
}

function readSpan(reader: ThriftBinaryReader): V1Span {
  const traceId = new Uint8Array(TRACE_ID_BYTES);
  const id = new Uint8Array(SPAN_ID_BYTES);
  const parentId = new Uint8Array(SPAN_ID_BYTES);
  const annotations: V1Annotation[] = [];
  const binaryAnnotations: V1BinaryAnnotation[] = [];
  let name = '';
  let timestampUs = 0;
  let durationUs = 0;
  let isDebug = false;
  reader.struct((field, type) => {
    if (type === THRIFT.i64) {
      if (field === 1) readId(reader, traceId, SPAN_ID_BYTES);
      else if (field === 12) readId(reader, traceId, 0);
      else if (field === 4) readId(reader, id, 0);
      else if (field === 5) readId(reader, parentId, 0);
      else if (field === 10) timestampUs = readMicroseconds(reader);
      else if (field === 11) durationUs = readMicroseconds(reader);
      else return false;
    } else if (type === THRIFT.string && field === 3) name = readText(reader);
    else if (type === THRIFT.bool && field === 9) isDebug = reader.bool();
    else if (type === THRIFT.list && field === 6) readAnnotations(reader, annotations);
    else if (type === THRIFT.list && field === 8) readBinaryAnnotations(reader, binaryAnnotations);
    else return false;
    return true;
  });
  if (isZero(traceId) || isZero(id)) reader.fail('a span without its ids');
  const isRoot = isZero(parentId) || parentId.every((byte, at) => byte === id[at]);
  return {
    traceId,
    id,
    parentId: isRoot ? undefined : parentId,
    name,
    timestampUs,
    durationUs,
    isDebug,
    annotations,
    binaryAnnotations,
  };
}

function isZero(id: Uint8Array): boolean {
  return id.every((byte) => byte === 0);
}

function readId(reader: ThriftBinaryReader, target: Uint8Array, at: number): void {
  const { position } = reader;
  reader.i64();
  target.set(reader.bytes.subarray(position, position + SPAN_ID_BYTES), at);
}

function readMicroseconds(reader: ThriftBinaryReader): number {
  reader.i64();
  const us = signedNumber(reader);
  if (us < 0 || !Number.isSafeInteger(us)) reader.fail(`time ${us} µs is out of range`);
  return us;
}

function readText(reader: ThriftBinaryReader): string {
  reader.binary();
  return utf8ToText(reader.bytes, reader.start, reader.end);
}

function readAnnotations(reader: ThriftBinaryReader, annotations: V1Annotation[]): void {
  const count = structsBegin(reader);
  for (let at = 0; at < count; at++) {
    reader.countItem();
    let timestampUs = 0;
    let value = '';
    let endpoint: ZipkinEndpoint | undefined;
    reader.struct((field, type) => {
      if (field === 1 && type === THRIFT.i64) timestampUs = readMicroseconds(reader);
      else if (field === 2 && type === THRIFT.string) value = readText(reader);
      else if (field === 3 && type === THRIFT.struct) endpoint = readEndpoint(reader);
      else return false;
      return true;
    });
    annotations.push({ timestampUs, value, endpoint });
  }
}

/** AnnotationType: bytes (1) say nothing to anybody and are left out, as Zipkin does. */
const BYTES_TYPE = 1;
const BOOL_TYPE = 0;

function readBinaryAnnotations(
  reader: ThriftBinaryReader,
  annotations: V1BinaryAnnotation[],
): void {
  const count = structsBegin(reader);
  for (let at = 0; at < count; at++) {
    reader.countItem();
    let key = '';
    let valueType = BYTES_TYPE;
    let value = reader.bytes.subarray(0, 0);
    let endpoint: ZipkinEndpoint | undefined;
    reader.struct((field, type) => {
      if (field === 1 && type === THRIFT.string) key = readText(reader);
      else if (field === 2 && type === THRIFT.string) {
        reader.binary();
        value = reader.bytes.subarray(reader.start, reader.end);
      } else if (field === 3 && type === THRIFT.i32) valueType = reader.i32();
      else if (field === 4 && type === THRIFT.struct) endpoint = readEndpoint(reader);
      else return false;
      return true;
    });
    const text = valueText(valueType, value);
    if (text === undefined) continue;
    annotations.push({ key, value: text, isBool: valueType === BOOL_TYPE, endpoint });
  }
}

/** Numbers are big-endian. Undefined for what has no text. */
function valueText(type: number, value: Uint8Array): string | undefined {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  switch (type) {
    case BOOL_TYPE:
      return value[0] === 1 ? 'true' : 'false';
    case 2:
      return value.length === 2 ? String(view.getInt16(0)) : undefined;
    case 3:
      return value.length === 4 ? String(view.getInt32(0)) : undefined;
    case 4:
      return value.length === 8 ? String(view.getBigInt64(0)) : undefined;
    case 5:
      return value.length === 8 ? String(view.getFloat64(0)) : undefined;
    case 6:
      return utf8ToText(value);
    default:
      return undefined;
  }
}

function readEndpoint(reader: ThriftBinaryReader): ZipkinEndpoint | undefined {
  let serviceName = '';
  let ipv4 = '';
  let ipv6 = '';
  let port = 0;
  reader.struct((field, type) => {
    if (field === 1 && type === THRIFT.i32) {
      const { position } = reader;
      if (reader.i32() !== 0) ipv4 = ipv4Text(reader.bytes.subarray(position, position + 4));
    } else if (field === 2 && type === THRIFT.i16) port = reader.i16() & 0xffff;
    else if (field === 3 && type === THRIFT.string) serviceName = readText(reader);
    else if (field === 4 && type === THRIFT.string) {
      reader.binary();
      const address = reader.bytes.subarray(reader.start, reader.end);
      if (address.length === IPV6_BYTES) ipv6 = ipv6Text(address);
    } else return false;
    return true;
  });
  const mapped = mappedIpv4(ipv6);
  return endpointOf({
    serviceName,
    ipv4: ipv4 === '' ? (mapped ?? '') : ipv4,
    ipv6: mapped === undefined ? ipv6 : '',
    port,
  });
}
