// OTLP protobuf to columns in one pass over the bytes, by offsets: a span becomes no object and its
// texts become no strings. Field numbers: opentelemetry-proto trace.proto and trace_service.proto (the
// tags below are field << 3 | wire type).

import { utf8ToText } from '../base/utf8.ts';
import type { AppendOutcome } from '../batch/append-outcome.ts';
import { makeResource, makeScope } from '../batch/origin.ts';
import { SPAN_ID_BYTES, type SpanBatch, TRACE_ID_BYTES } from '../batch/span-batch.ts';
import type { Attribute } from '../span/attribute-value.ts';
import { readAttribute, readText } from './any-value-decode.ts';
import { SpanRejectedError } from './decode-error.ts';
import { RejectedSpans } from './rejected-spans.ts';
import { readSpan } from './span-decode.ts';
import { WireReader } from './wire-reader.ts';

/**
 * Appends the spans of an ExportTraceServiceRequest (or TracesData, which is the same on the wire).
 * Spans that cannot be kept, such as those without valid ids, are left out and counted. Throws OtlpDecodeError when the
 * bytes are not that message: the caller then truncates the batch to where it was.
 *
 * `receivedMs`: when the message was taken, milliseconds since the epoch.
 */
export function decodeTracesProtobuf(
  bytes: Uint8Array,
  batch: SpanBatch,
  receivedMs: number,
): AppendOutcome {
  const reader = new WireReader(bytes);
  const rejected = new RejectedSpans();
  const rowsBefore = batch.rowCount;
  const received = { low: receivedMs >>> 0, high: Math.floor(receivedMs / 2 ** 32) };
  while (reader.position < bytes.length) {
    const tag = reader.uint32(bytes.length);
    if (tag === 0x0a) {
      readResourceSpans(reader, reader.bytesEnd(bytes.length), batch, received, rejected);
    } else reader.skip(tag, bytes.length);
  }
  return rejected.outcome(batch.rowCount - rowsBefore);
}

interface Received {
  readonly low: number;
  readonly high: number;
}

/** The resource and its schema URL may stand behind the spans, so they are looked for first. */
function readResourceSpans(
  reader: WireReader,
  end: number,
  batch: SpanBatch,
  received: Received,
  rejected: RejectedSpans,
): void {
  const resource = findResource(reader, end, batch);
  while (reader.position < end) {
    const tag = reader.uint32(end);
    if (tag === 0x12) {
      readScopeSpans(reader, reader.bytesEnd(end), batch, resource, received, rejected);
    } else reader.skip(tag, end);
  }
}

const NO_BYTES: Uint8Array = new Uint8Array(0);

function slice(reader: WireReader, end: number): Uint8Array {
  const sliceEnd = reader.bytesEnd(end);
  const bytes = reader.bytes.subarray(reader.position, sliceEnd);
  reader.position = sliceEnd;
  return bytes;
}

/** A reader of its own for a slice, and the slice's end: errors still name the message's offsets. */
function within(reader: WireReader, slice: Uint8Array): [WireReader, number] {
  const own = new WireReader(reader.bytes);
  if (slice.length > 0) own.position = slice.byteOffset - reader.bytes.byteOffset;
  return [own, own.position + slice.length];
}

/** The resource of the message that ends at `end`, wherever it stands in it. */
function findResource(reader: WireReader, end: number, batch: SpanBatch): number {
  const start = reader.position;
  let origin = NO_BYTES;
  let schema = NO_BYTES;
  while (reader.position < end) {
    const tag = reader.uint32(end);
    if (tag === 0x0a) origin = slice(reader, end);
    else if (tag === 0x1a) schema = slice(reader, end);
    else reader.skip(tag, end);
  }
  reader.position = start;
  const resource = batch.resourceMemo.find(origin, schema, () => {
    const fields = readResource(...within(reader, origin));
    return makeResource({ ...fields, schemaUrl: utf8ToText(schema) });
  });
  return batch.resources.intern(resource);
}

function readResource(reader: WireReader, end: number) {
  const attributes: Attribute[] = [];
  let droppedAttributesCount = 0;
  while (reader.position < end) {
    const tag = reader.uint32(end);
    if (tag === 0x0a) {
      reader.countItem();
      attributes.push(readAttribute(reader, reader.bytesEnd(end), 0));
    } else if (tag === 0x10) {
      reader.varint64(end);
      droppedAttributesCount = reader.low;
    } else reader.skip(tag, end);
  }
  return { attributes, droppedAttributesCount };
}

/**
 * The scope may stand behind its spans as well; looking for it first would mean to walk over all of them, so
 * their rows are given it in the end.
 */
function readScopeSpans(
  reader: WireReader,
  end: number,
  batch: SpanBatch,
  resource: number,
  received: Received,
  rejected: RejectedSpans,
): void {
  const firstRow = batch.rowCount;
  let origin = NO_BYTES;
  let schema = NO_BYTES;
  while (reader.position < end) {
    const tag = reader.uint32(end);
    if (tag === 0x12) {
      const spanEnd = reader.bytesEnd(end);
      if (takesSpan(reader, spanEnd, batch, rejected)) {
        batch.receivedMs.append(received.low, received.high);
        batch.resource.append(resource);
        batch.scope.append(0);
        batch.rowCount++;
      } else reader.position = spanEnd;
    } else if (tag === 0x0a) origin = slice(reader, end);
    else if (tag === 0x1a) schema = slice(reader, end);
    else reader.skip(tag, end);
  }
  batch.scope.values.fill(scopeOf(reader, origin, schema, batch), firstRow, batch.rowCount);
}

/** False when the span was rejected: then no column has grown. */
function takesSpan(
  reader: WireReader,
  end: number,
  batch: SpanBatch,
  rejected: RejectedSpans,
): boolean {
  const start = reader.position;
  const idProblem = invalidIds(reader, end);
  if (idProblem !== undefined) {
    rejected.add(() => `${idProblem} (at byte ${start})`);
    return false;
  }
  try {
    const problem = readSpan(reader, end, batch);
    if (problem === undefined) return true;
    rejected.add(() => `${problem} (at byte ${start})`);
  } catch (error) {
    if (!(error instanceof SpanRejectedError)) throw error;
    rejected.addError(error, `byte ${start}`);
  }
  batch.truncate(batch.rowCount);
  return false;
}

function scopeOf(
  reader: WireReader,
  origin: Uint8Array,
  schema: Uint8Array,
  batch: SpanBatch,
): number {
  const scope = batch.scopeMemo.find(origin, schema, () => {
    const fields = readScope(...within(reader, origin));
    return makeScope({ ...fields, schemaUrl: utf8ToText(schema) });
  });
  return batch.scopes.intern(scope);
}

function readScope(reader: WireReader, end: number) {
  const attributes: Attribute[] = [];
  let name = '';
  let version = '';
  let droppedAttributesCount = 0;
  while (reader.position < end) {
    const tag = reader.uint32(end);
    if (tag === 0x0a) name = readText(reader, end);
    else if (tag === 0x12) version = readText(reader, end);
    else if (tag === 0x1a) {
      reader.countItem();
      attributes.push(readAttribute(reader, reader.bytesEnd(end), 0));
    } else if (tag === 0x20) {
      reader.varint64(end);
      droppedAttributesCount = reader.low;
    } else reader.skip(tag, end);
  }
  return { name, version, attributes, droppedAttributesCount };
}

/**
 * Why the span at the reader's position must be rejected, or undefined. Every known encoder writes the
 * ids first, so this looks at a few bytes; wherever they stand, they are found before a column grows.
 */
function invalidIds(reader: WireReader, end: number): string | undefined {
  const start = reader.position;
  if (idsComeFirst(reader.bytes, start, end)) return undefined;
  let traceId: string | undefined = 'trace id is missing';
  let spanId: string | undefined = 'span id is missing';
  while (reader.position < end && (traceId !== undefined || spanId !== undefined)) {
    const tag = reader.uint32(end);
    if (tag === 0x0a) traceId = checkId(reader, end, TRACE_ID_BYTES, 'trace id');
    else if (tag === 0x12) spanId = checkId(reader, end, SPAN_ID_BYTES, 'span id');
    else reader.skip(tag, end);
  }
  reader.position = start;
  return traceId ?? spanId;
}

/** Both ids at the beginning, of the right length, and not zero in their first bytes. */
function idsComeFirst(bytes: Uint8Array, start: number, end: number): boolean {
  return (
    start + 28 <= end &&
    bytes[start] === 0x0a &&
    bytes[start + 1] === TRACE_ID_BYTES &&
    bytes[start + 18] === 0x12 &&
    bytes[start + 19] === SPAN_ID_BYTES &&
    bytes[start + 2] !== 0 &&
    bytes[start + 20] !== 0
  );
}

function checkId(reader: WireReader, end: number, width: number, name: string): string | undefined {
  const idEnd = reader.bytesEnd(end);
  const start = reader.position;
  reader.position = idEnd;
  if (idEnd - start !== width) return `${name} has ${idEnd - start} bytes instead of ${width}`;
  for (let at = start; at < idEnd; at++) if (reader.bytes[at] !== 0) return undefined;
  return `${name} is all zeros`;
}
