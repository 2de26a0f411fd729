// Zipkin's version 2 as protobuf (zipkin.proto of zipkin-api) to columns: ListOfSpans. A span that is as reporters send
// it becomes no object and its tags no strings; protobuf-span.ts reads any other. The tags below are
// field << 3 | wire type.

import { utf8ToText } from '../base/utf8.ts';
import type { AppendOutcome } from '../batch/append-outcome.ts';
import { SPAN_ID_BYTES, type SpanBatch } from '../batch/span-batch.ts';
import { WireMemo } from '../batch/wire-memo.ts';
import type { ScannedText } from '../otlp/json-scanner.ts';
import { WireReader } from '../otlp/wire-reader.ts';
import { appendZipkinSpan } from './append-span.ts';
import { TAG_OF_RESOURCE, TAG_UNUSUAL } from './known-tags.ts';
import { KINDS, microseconds, readAnnotation, readEndpoint, readSpan } from './protobuf-span.ts';
import { ResourceTags } from './resource-tags.ts';
import { ZipkinSpanRow } from './span-row.ts';
import type { ZipkinAnnotation, ZipkinEndpoint } from './zipkin-span.ts';

const SPAN_TAG = 0x5a;
const SPAN_ANNOTATION = 0x52;

const NO_BYTES = new Uint8Array(0);

/** An endpoint comes again with every span of its service, as the same bytes. */
const endpoints = new WireMemo<ZipkinEndpoint | undefined>();

/** Of messages with key and value, each behind its length. */
const ofResource = new ResourceTags(tagsOf);

const row = new ZipkinSpanRow();

/**
 * Appends the spans of a ListOfSpans. Throws MessageDecodeError when the bytes are not that message, or a span
 * has no ids: the caller then truncates the batch to where it was.
 *
 * `receivedMs`: when the message was taken, milliseconds since the epoch.
 */
export function decodeZipkinProtobuf(
  bytes: Uint8Array,
  batch: SpanBatch,
  receivedMs: number,
): AppendOutcome {
  const rowsBefore = batch.rowCount;
  new ListReader(bytes, batch, receivedMs).read();
  return { acceptedSpans: batch.rowCount - rowsBefore, rejectedSpans: 0, message: '' };
}

class ListReader {
  private readonly reader: WireReader;
  private readonly batch: SpanBatch;
  private readonly receivedMs: number;
  private name = 0;
  private nameEnd = 0;
  private hasAnnotations = false;
  private readonly key: ScannedText;
  private readonly value: ScannedText;

  constructor(bytes: Uint8Array, batch: SpanBatch, receivedMs: number) {
    this.reader = new WireReader(bytes);
    this.batch = batch;
    this.receivedMs = receivedMs;
    const { view } = this.reader;
    this.key = { bytes, view, start: 0, end: 0 };
    this.value = { bytes, view, start: 0, end: 0 };
  }

  read(): void {
    const { reader, batch } = this;
    const { length } = reader.bytes;
    while (reader.position < length) {
      const field = reader.uint32(length);
      if (field !== 0x0a) reader.skip(field, length);
      else {
        const end = reader.bytesEnd(length);
        const start = reader.position;
        if (!this.span(end)) {
          batch.truncate(batch.rowCount);
          reader.position = start;
          appendZipkinSpan(readSpan(reader, end), batch, this.receivedMs);
        }
      }
    }
  }

  /** False, with columns of different lengths left behind, when it is unusual. */
  private span(end: number): boolean {
    const { reader, batch, receivedMs } = this;
    const start = reader.position;
    row.clear();
    ofResource.clear();
    this.name = start;
    this.nameEnd = start;
    this.hasAnnotations = false;
    while (reader.position < end) {
      if (!this.field(reader.uint32(end), end)) return false;
    }
    if (row.timestampUs === 0 || isZero(row.traceId) || isZero(row.id)) return false;
    batch.name.append(reader.bytes, this.name, this.nameEnd, reader.view);
    row.begin(batch, receivedMs);
    reader.position = start;
    if (!this.tags(end)) return false;
    if (this.hasAnnotations) row.annotations = this.annotations(start, end);
    row.end(batch, ofResource.code(batch, row.serviceName()), receivedMs);
    return true;
  }

  /** False when it makes its span unusual. Tags and annotations are passed over: they come after all others. */
  private field(field: number, end: number): boolean {
    const { reader } = this;
    switch (field) {
      case SPAN_TAG:
        reader.position = reader.bytesEnd(end);
        return true;
      case SPAN_ANNOTATION:
        this.hasAnnotations = true;
        reader.position = reader.bytesEnd(end);
        return true;
      case 0x0a:
        return readId(reader, end, row.traceId);
      case 0x12:
        return readId(reader, end, row.parentId);
      case 0x1a:
        return readId(reader, end, row.id);
      case 0x2a:
        this.nameEnd = reader.bytesEnd(end);
        this.name = reader.position;
        reader.position = this.nameEnd;
        return true;
      case 0x42:
        row.localEndpoint = this.endpoint(end);
        return true;
      case 0x4a:
        row.remoteEndpoint = this.endpoint(end);
        return true;
      case 0x31:
        reader.fixed64(end);
        row.timestampUs = microseconds(reader);
        return true;
      default:
        readNumber(reader, field, end);
        return true;
    }
  }

  private endpoint(end: number): ZipkinEndpoint | undefined {
    const { reader } = this;
    const endpointEnd = reader.bytesEnd(end);
    const part = reader.bytes.subarray(reader.position, endpointEnd);
    const endpoint = endpoints.find(part, NO_BYTES, () => readEndpoint(reader, endpointEnd));
    reader.position = endpointEnd;
    return endpoint;
  }

  /** All of the span that begins here; false when one of them makes it unusual. */
  private tags(end: number): boolean {
    const { reader } = this;
    while (reader.position < end) {
      const field = reader.uint32(end);
      if (field !== SPAN_TAG) reader.skip(field, end);
      else if (!this.tag(reader.bytesEnd(end))) return false;
    }
    return true;
  }

  private tag(end: number): boolean {
    const { reader, key, value, batch } = this;
    const start = reader.position;
    if (!readEntry(reader, end, key, value)) return false;
    const kind = row.beginTag(key, batch);
    if (kind === TAG_UNUSUAL) return false;
    if (kind === TAG_OF_RESOURCE) return ofResource.keep(reader.bytes, start, end);
    row.endTag(kind, value, batch);
    return true;
  }

  private annotations(start: number, end: number): ZipkinAnnotation[] {
    const { reader } = this;
    const annotations: ZipkinAnnotation[] = [];
    reader.position = start;
    while (reader.position < end) {
      const field = reader.uint32(end);
      if (field !== SPAN_ANNOTATION) reader.skip(field, end);
      else {
        reader.countItem();
        annotations.push(readAnnotation(reader, reader.bytesEnd(end)));
      }
    }
    return annotations;
  }
}

/** Small numbers, and whatever this reader does not know. */
function readNumber(reader: WireReader, field: number, end: number): void {
  reader.skip(field, end);
  switch (field) {
    case 0x20:
      row.kind = KINDS[reader.low];
      break;
    case 0x38:
      row.durationUs = microseconds(reader);
      break;
    case 0x60:
      row.isDebug = reader.low !== 0;
      break;
    case 0x68:
      row.isShared = reader.low !== 0;
      break;
    default:
  }
}

/** 8 bytes where 16 are possible: the high half is zero. False when it has another width. */
function readId(reader: WireReader, end: number, target: Uint8Array): boolean {
  const idEnd = reader.bytesEnd(end);
  const { bytes, position } = reader;
  const size = idEnd - position;
  const high = target.length - size;
  if (high !== 0 && size !== SPAN_ID_BYTES) return false;
  for (let at = 0; at < high; at++) target[at] = 0;
  for (let at = 0; at < size; at++) target[high + at] = bytes[position + at] as number;
  reader.position = idEnd;
  return true;
}

function isZero(id: Uint8Array): boolean {
  for (let at = 0; at < id.length; at++) if (id[at] !== 0) return false;
  return true;
}

/** An entry of a map. False when it is anything but its key and then its value. */
function readEntry(reader: WireReader, end: number, key: ScannedText, value: ScannedText): boolean {
  if (reader.position === end || reader.uint32(end) !== 0x0a) return false;
  key.end = reader.bytesEnd(end);
  key.start = reader.position;
  reader.position = key.end;
  if (key.end === end || reader.uint32(end) !== 0x12) return false;
  value.end = reader.bytesEnd(end);
  value.start = reader.position;
  reader.position = end;
  return value.end === end;
}

/** Key and value in turn. */
function tagsOf(entries: Uint8Array): string[] {
  const reader = new WireReader(entries);
  const tags: string[] = [];
  while (reader.position < entries.length) {
    reader.uint32(entries.length);
    const end = reader.bytesEnd(entries.length);
    tags.push(utf8ToText(entries, reader.position, end));
    reader.position = end;
  }
  return tags;
}
