// Jaeger's protobuf (api_v2 model.proto and collector.proto of jaeger-idl) to columns: PostSpansRequest, as a
// collector takes it over gRPC. The tags below are field << 3 | wire type.

import { MAX_SECONDS, setSeconds, signedNumber, type Words } from '../base/epoch-words.ts';
import type { AppendOutcome } from '../batch/append-outcome.ts';
import type { Resource } from '../batch/origin.ts';
import { SPAN_ID_BYTES, type SpanBatch, TRACE_ID_BYTES } from '../batch/span-batch.ts';
import { WireMemo } from '../batch/wire-memo.ts';
import { readText } from '../otlp/any-value-decode.ts';
import { RejectedSpans } from '../otlp/rejected-spans.ts';
import { WireReader } from '../otlp/wire-reader.ts';
import type { Attribute } from '../span/attribute-value.ts';
import { JaegerTag, type TagType } from './jaeger-tag.ts';
import { resourceOfProcess } from './process-resource.ts';
import { appendLog, JaegerSpanRow } from './span-row.ts';

/** Used again for every span, tag and log. */
const row = new JaegerSpanRow();
const tag = new JaegerTag();
const logTime: Words = { low: 0, high: 0 };

/** A process comes again with every batch, as the same bytes. */
const processes = new WireMemo<Resource>();
const NO_BYTES = new Uint8Array(0);

/** By protobuf's number; thrift has another order. */
const VALUE_TYPES: readonly TagType[] = ['string', 'bool', 'int', 'double', 'bytes'];

/**
 * Appends the spans of a PostSpansRequest. Spans that cannot be kept, such as those without ids, are left out
 * and counted. Throws OtlpDecodeError when the bytes are not that message: the caller then truncates the
 * batch to where it was.
 *
 * `receivedMs`: when the message was taken, milliseconds since the epoch.
 */
export function decodePostSpans(
  bytes: Uint8Array,
  batch: SpanBatch,
  receivedMs: number,
): AppendOutcome {
  const reader = new WireReader(bytes);
  const received = { low: receivedMs >>> 0, high: Math.floor(receivedMs / 2 ** 32) };
  const target: Target = { batch, received, rejected: new RejectedSpans() };
  const rowsBefore = batch.rowCount;
  while (reader.position < bytes.length) {
    const field = reader.uint32(bytes.length);
    if (field === 0x0a) readBatch(reader, reader.bytesEnd(bytes.length), target);
    else reader.skip(field, bytes.length);
  }
  return target.rejected.outcome(batch.rowCount - rowsBefore);
}

interface Target {
  readonly batch: SpanBatch;
  readonly received: Words;
  readonly rejected: RejectedSpans;
}

/** The process stands behind the spans, so it is looked for first. */
function readBatch(reader: WireReader, end: number, target: Target): void {
  const start = reader.position;
  let process = NO_BYTES;
  while (reader.position < end) {
    const field = reader.uint32(end);
    if (field === 0x12) process = slice(reader, end);
    else reader.skip(field, end);
  }
  const ofBatch = resourceCode(reader, process, target.batch);
  reader.position = start;
  while (reader.position < end) {
    const field = reader.uint32(end);
    if (field === 0x0a) takeSpan(reader, reader.bytesEnd(end), ofBatch, target);
    else reader.skip(field, end);
  }
}

function slice(reader: WireReader, end: number): Uint8Array<ArrayBuffer> {
  const sliceEnd = reader.bytesEnd(end);
  const bytes = reader.bytes.subarray(reader.position, sliceEnd) as Uint8Array<ArrayBuffer>;
  reader.position = sliceEnd;
  return bytes;
}

function resourceCode(reader: WireReader, process: Uint8Array, batch: SpanBatch): number {
  const resource = processes.find(process, NO_BYTES, () => {
    const own = new WireReader(reader.bytes);
    if (process.length > 0) own.position = process.byteOffset - reader.bytes.byteOffset;
    return readProcess(own, own.position + process.length);
  });
  return batch.resources.intern(resource);
}

function readProcess(reader: WireReader, end: number): Resource {
  const tags: Attribute[] = [];
  let serviceName = '';
  while (reader.position < end) {
    const field = reader.uint32(end);
    if (field === 0x0a) serviceName = readText(reader, end);
    else if (field === 0x12) tags.push(readAttribute(reader, end));
    else reader.skip(field, end);
  }
  return resourceOfProcess(serviceName, tags);
}

function readAttribute(reader: WireReader, end: number): Attribute {
  reader.countItem();
  readTag(reader, reader.bytesEnd(end));
  return tag.attribute();
}

function takeSpan(reader: WireReader, end: number, ofBatch: number, target: Target): void {
  const { batch, received, rejected } = target;
  const start = reader.position;
  row.clear();
  const process = readSpan(reader, end, batch);
  const problem = row.append(reader, batch);
  if (problem !== undefined) {
    rejected.add(() => `${problem} (at byte ${start})`);
    batch.truncate(batch.rowCount);
    return;
  }
  const resource = process === undefined ? ofBatch : resourceCode(reader, process, batch);
  batch.receivedMs.append(received.low, received.high);
  batch.resource.append(resource);
  batch.rowCount++;
}

/** Gives the span's own process, where it has one. */
function readSpan(reader: WireReader, end: number, batch: SpanBatch): Uint8Array | undefined {
  let process: Uint8Array | undefined;
  while (reader.position < end) {
    const field = reader.uint32(end);
    switch (field) {
      case 0x0a:
        readId(reader, end, row.traceId, TRACE_ID_BYTES);
        break;
      case 0x12:
        readId(reader, end, row.spanId, SPAN_ID_BYTES);
        break;
      case 0x1a:
        row.nameEnd = reader.bytesEnd(end);
        row.name = reader.position;
        reader.position = row.nameEnd;
        break;
      case 0x22:
        readReference(reader, reader.bytesEnd(end));
        break;
      case 0x28:
        reader.varint64(end);
        row.flags = reader.low | 0;
        break;
      case 0x32:
        readTime(reader, reader.bytesEnd(end), row.start);
        break;
      case 0x3a:
        readDuration(reader, reader.bytesEnd(end), row.duration);
        break;
      case 0x42:
        readTag(reader, reader.bytesEnd(end));
        row.addTag(tag, batch);
        break;
      case 0x4a:
        readLog(reader, reader.bytesEnd(end), batch);
        break;
      case 0x52:
        process = slice(reader, end);
        break;
      case 0x62:
        reader.countItem();
        row.warnings.push(readText(reader, end));
        break;
      default:
        reader.skip(field, end);
    }
  }
  return process;
}

/** Of 64 bits where 128 are possible: the high half is zero. */
function readId(reader: WireReader, end: number, target: Uint8Array, width: number): void {
  const idEnd = reader.bytesEnd(end);
  const { bytes, position } = reader;
  const size = idEnd - position;
  if (size === width || size === SPAN_ID_BYTES) {
    target.fill(0);
    target.set(bytes.subarray(position, idEnd), width - size);
  } else if (size !== 0) row.problem ??= `an id has ${size} bytes instead of ${width}`;
  reader.position = idEnd;
}

const FOLLOWS_FROM_TYPE = 1;

function readReference(reader: WireReader, end: number): void {
  reader.countItem();
  const { references } = row;
  const at = references.add();
  const { ids } = references;
  while (reader.position < end) {
    const field = reader.uint32(end);
    if (field === 0x0a) {
      readId(reader, end, ids.subarray(at, at + TRACE_ID_BYTES), TRACE_ID_BYTES);
    } else if (field === 0x12) {
      const spanAt = at + TRACE_ID_BYTES;
      readId(reader, end, ids.subarray(spanAt, spanAt + SPAN_ID_BYTES), SPAN_ID_BYTES);
    } else if (field === 0x18) {
      reader.varint64(end);
      references.setFollowsFrom(reader.low === FOLLOWS_FROM_TYPE);
    } else reader.skip(field, end);
  }
}

function readLog(reader: WireReader, end: number, batch: SpanBatch): void {
  reader.countItem();
  const fields: Attribute[] = [];
  logTime.low = 0;
  logTime.high = 0;
  while (reader.position < end) {
    const field = reader.uint32(end);
    if (field === 0x0a) readTime(reader, reader.bytesEnd(end), logTime);
    else if (field === 0x12) fields.push(readAttribute(reader, end));
    else reader.skip(field, end);
  }
  appendLog(batch, logTime, fields);
}

/** google.protobuf.Timestamp. */
function readTime(reader: WireReader, end: number, words: Words): void {
  const isNegative = readDuration(reader, end, words);
  if (isNegative) row.problem ??= 'a time is before 1970';
}

/** google.protobuf.Duration, which looks the same; whether it is negative. */
function readDuration(reader: WireReader, end: number, words: Words): boolean {
  let seconds = 0;
  let nanos = 0;
  while (reader.position < end) {
    const field = reader.uint32(end);
    if (field === 0x08) {
      reader.varint64(end);
      seconds = signedNumber(reader);
    } else if (field === 0x10) {
      reader.varint64(end);
      nanos = reader.low | 0;
    } else reader.skip(field, end);
  }
  const isPossible =
    Math.abs(seconds) <= MAX_SECONDS && Math.abs(nanos) < 1e9 && seconds * nanos >= 0;
  if (isPossible) setSeconds(words, seconds, nanos);
  else row.problem ??= `${seconds} s and ${nanos} ns is out of range`;
  return seconds < 0 || nanos < 0;
}

/** Leaves it in `tag`. */
function readTag(reader: WireReader, end: number): void {
  tag.clear(reader);
  while (reader.position < end) {
    const field = reader.uint32(end);
    switch (field) {
      case 0x0a:
        tag.keyEnd = reader.bytesEnd(end);
        tag.keyStart = reader.position;
        reader.position = tag.keyEnd;
        break;
      case 0x10:
        reader.varint64(end);
        tag.type = VALUE_TYPES[reader.low] ?? 'string';
        break;
      case 0x1a:
        tag.textEnd = reader.bytesEnd(end);
        tag.textStart = reader.position;
        reader.position = tag.textEnd;
        break;
      case 0x20:
        reader.varint64(end);
        tag.bool = reader.low !== 0 || reader.high !== 0;
        break;
      case 0x28:
        reader.varint64(end);
        tag.intLow = reader.low;
        tag.intHigh = reader.high;
        break;
      case 0x31:
        reader.fixed64(end);
        tag.doubleLow = reader.low;
        tag.doubleHigh = reader.high;
        break;
      case 0x3a:
        tag.binaryEnd = reader.bytesEnd(end);
        tag.binaryStart = reader.position;
        reader.position = tag.binaryEnd;
        break;
      default:
        reader.skip(field, end);
    }
  }
}
