// One Span message of opentelemetry-proto trace.proto, from protobuf into the columns of a batch. The
// hottest code of ingest: attributes are copied from the wire without becoming strings.

import { textToUtf8 } from '../base/utf8.ts';
import type { AttributeColumns, TextAttributeColumns } from '../batch/attribute-columns.ts';
import { SPAN_ID_BYTES, type SpanBatch, TRACE_ID_BYTES } from '../batch/span-batch.ts';
import { readAnyValue, readAttribute, readText } from './any-value-decode.ts';
import { WIRE_BYTES, type WireReader } from './wire-reader.ts';

const NO_PARENT = -1;
/** An id of another width. */
const BAD_PARENT = -2;

/** Where a span's parts stand in the message, and its small numbers: one object, used again and again. */
class SpanFields {
  /** -1: the last one that came is invalid. */
  traceId = -1;
  spanId = -1;
  /** Or NO_PARENT, or BAD_PARENT. */
  parentSpanId = NO_PARENT;
  traceState = 0;
  traceStateEnd = 0;
  name = 0;
  nameEnd = 0;
  kind = 0;
  startLow = 0;
  startHigh = 0;
  endLow = 0;
  endHigh = 0;
  droppedAttributes = 0;
  droppedEvents = 0;
  droppedLinks = 0;
  status = 0;
  statusEnd = 0;
  flags = 0;

  clear(): void {
    this.traceId = -1;
    this.spanId = -1;
    this.parentSpanId = NO_PARENT;
    this.traceState = 0;
    this.traceStateEnd = 0;
    this.name = 0;
    this.nameEnd = 0;
    this.kind = 0;
    this.startLow = 0;
    this.startHigh = 0;
    this.endLow = 0;
    this.endHigh = 0;
    this.droppedAttributes = 0;
    this.droppedEvents = 0;
    this.droppedLinks = 0;
    this.status = 0;
    this.statusEnd = 0;
    this.flags = 0;
  }
}

const fields = new SpanFields();

/**
 * Appends the span that ends at `end`; it is known to have valid ids. When the span cannot be kept, it gives
 * the reason or throws SpanRejectedError, with columns of different lengths left behind.
 */
export function readSpan(reader: WireReader, end: number, batch: SpanBatch): string | undefined {
  fields.clear();
  while (reader.position < end) {
    const tag = reader.uint32(end);
    switch (tag) {
      case 0x4a:
        readSpanAttribute(reader, reader.bytesEnd(end), batch.attributes);
        break;
      case 0x39:
        reader.fixed64(end);
        fields.startLow = reader.low;
        fields.startHigh = reader.high;
        break;
      case 0x41:
        reader.fixed64(end);
        fields.endLow = reader.low;
        fields.endHigh = reader.high;
        break;
      case 0x5a:
        readEvent(reader, reader.bytesEnd(end), batch);
        break;
      case 0x6a:
        readLink(reader, reader.bytesEnd(end), batch);
        break;
      case 0x85:
        fields.flags = reader.fixed32(end);
        break;
      default:
        if ((tag & 7) === WIRE_BYTES) readBytesField(reader, tag, end);
        else readNumberField(reader, tag, end);
    }
  }
  if (fields.traceId < 0) return 'trace id comes twice, the last one is invalid';
  if (fields.spanId < 0) return 'span id comes twice, the last one is invalid';
  if (fields.parentSpanId === BAD_PARENT) return 'parent span id has neither 8 bytes nor none';
  appendFields(reader, batch);
  readStatus(reader, fields.status, fields.statusEnd, batch);
  reader.position = end;
  return undefined;
}

function readBytesField(reader: WireReader, tag: number, end: number): void {
  const fieldEnd = reader.bytesEnd(end);
  const start = reader.position;
  switch (tag) {
    case 0x0a:
      fields.traceId = idAt(reader, fieldEnd, TRACE_ID_BYTES);
      break;
    case 0x12:
      fields.spanId = idAt(reader, fieldEnd, SPAN_ID_BYTES);
      break;
    case 0x1a:
      fields.traceState = start;
      fields.traceStateEnd = fieldEnd;
      break;
    case 0x22:
      if (fieldEnd - start === SPAN_ID_BYTES) fields.parentSpanId = start;
      else fields.parentSpanId = fieldEnd === start ? NO_PARENT : BAD_PARENT;
      break;
    case 0x2a:
      fields.name = start;
      fields.nameEnd = fieldEnd;
      break;
    case 0x7a:
      fields.status = start;
      fields.statusEnd = fieldEnd;
      break;
    default:
  }
  reader.position = fieldEnd;
}

/** Where the id that ends at `end` begins; -1 when it has another width or is all zeros. */
function idAt({ bytes, position }: WireReader, end: number, width: number): number {
  if (end - position !== width) return -1;
  for (let at = position; at < end; at++) if (bytes[at] !== 0) return position;
  return -1;
}

function readNumberField(reader: WireReader, tag: number, end: number): void {
  reader.skip(tag, end);
  switch (tag) {
    case 0x30:
      fields.kind = smallEnum(reader);
      break;
    case 0x50:
      fields.droppedAttributes = reader.low;
      break;
    case 0x60:
      fields.droppedEvents = reader.low;
      break;
    case 0x70:
      fields.droppedLinks = reader.low;
      break;
    default:
  }
}

function appendFields({ bytes, view }: WireReader, batch: SpanBatch): void {
  batch.traceId.append(bytes, fields.traceId, view);
  batch.spanId.append(bytes, fields.spanId, view);
  if (fields.parentSpanId < 0) batch.parentSpanId.appendZero();
  else batch.parentSpanId.append(bytes, fields.parentSpanId, view);
  batch.traceState.append(bytes, fields.traceState, fields.traceStateEnd, view);
  batch.flags.append(fields.flags);
  batch.name.append(bytes, fields.name, fields.nameEnd, view);
  batch.kind.append(fields.kind);
  const { startLow, startHigh, endLow, endHigh } = fields;
  batch.startNs.append(startLow, startHigh);
  const borrow = endLow < startLow ? 1 : 0;
  batch.durationNs.append((endLow - startLow) >>> 0, (endHigh - startHigh - borrow) >>> 0);
  batch.droppedAttributes.append(fields.droppedAttributes);
  batch.droppedEvents.append(fields.droppedEvents);
  batch.droppedLinks.append(fields.droppedLinks);
  batch.attributes.endRow();
  batch.events.ends.append(batch.events.timeNs.length);
  batch.links.ends.append(batch.links.flags.length);
}

/** An enum that this version does not know (over 255, or negative) counts as unspecified. */
function smallEnum(reader: WireReader): number {
  return reader.high === 0 && reader.low < 256 ? reader.low : 0;
}

function readStatus(reader: WireReader, start: number, end: number, batch: SpanBatch): void {
  let code = 0;
  let message = start;
  let messageEnd = start;
  reader.position = start;
  while (reader.position < end) {
    const tag = reader.uint32(end);
    if (tag === 0x12) {
      messageEnd = reader.bytesEnd(end);
      message = reader.position;
      reader.position = messageEnd;
    } else if (tag === 0x18) {
      reader.varint64(end);
      code = smallEnum(reader);
    } else reader.skip(tag, end);
  }
  batch.statusCode.append(code);
  batch.statusMessage.append(reader.bytes, message, messageEnd, reader.view);
}

/** Lengths and small integers below this are one byte. */
const ONE_BYTE = 0x80;

/** A KeyValue of the span itself: strings, ints and doubles go straight to their column. */
function readSpanAttribute(reader: WireReader, end: number, attributes: AttributeColumns): void {
  const { bytes, view } = reader;
  const start = reader.position;
  const keyBytes = bytes[start + 1] as number;
  const keyEnd = start + 2 + keyBytes;
  const valueBytes = bytes[keyEnd + 1] as number;
  // Nearly all: a short key, then a short value, and nothing else.
  const isPlain =
    bytes[start] === 0x0a &&
    keyBytes < ONE_BYTE &&
    bytes[keyEnd] === 0x12 &&
    valueBytes < ONE_BYTE &&
    keyEnd + 2 + valueBytes === end;
  if (isPlain) {
    const code = attributes.keyCode(bytes, start + 2, keyEnd, view);
    if (code >= 0) readSpanValue(reader, keyEnd + 2, end, code, attributes);
  } else readUnusualAttribute(reader, end, attributes);
  reader.position = end;
}

function readUnusualAttribute(reader: WireReader, end: number, attributes: AttributeColumns): void {
  let key = reader.position;
  let keyEnd = key;
  let value = end;
  let valueEnd = end;
  while (reader.position < end) {
    const tag = reader.uint32(end);
    if (tag === 0x0a) {
      keyEnd = reader.bytesEnd(end);
      key = reader.position;
      reader.position = keyEnd;
    } else if (tag === 0x12) {
      valueEnd = reader.bytesEnd(end);
      value = reader.position;
      reader.position = valueEnd;
    } else reader.skip(tag, end);
  }
  const code = attributes.keyCode(reader.bytes, key, keyEnd, reader.view);
  if (code >= 0) readSpanValue(reader, value, valueEnd, code, attributes);
}

function readSpanValue(
  reader: WireReader,
  start: number,
  end: number,
  key: number,
  attributes: AttributeColumns,
): void {
  const { bytes } = reader;
  const tag = start < end ? bytes[start] : 0;
  const next = bytes[start + 1] as number;
  if (tag === 0x0a && next < ONE_BYTE && start + 2 + next === end) {
    attributes.addPrefixedString(key, bytes, start + 1, end, reader.view);
  } else if (tag === 0x18 && next < ONE_BYTE && start + 2 === end) {
    attributes.addInt(key, next, 0);
  } else if (tag === 0x18 && start + 3 === end && (bytes[start + 2] as number) < ONE_BYTE) {
    attributes.addInt(key, (next & 0x7f) | ((bytes[start + 2] as number) << 7), 0);
  } else if (tag === 0x10 && next <= 1 && start + 2 === end) {
    attributes.addBool(key, next === 1);
  } else readUnusualValue(reader, start, end, key, attributes);
}

function readUnusualValue(
  reader: WireReader,
  start: number,
  end: number,
  key: number,
  attributes: AttributeColumns,
): void {
  reader.position = start;
  const tag = start < end ? reader.uint32(end) : 0;
  if (tag === 0x0a && reader.bytesEnd(end) === end) {
    attributes.addString(key, reader.bytes, reader.position, end);
  } else if (tag === 0x18 && wholeVarint(reader, end)) {
    attributes.addInt(key, reader.low, reader.high);
  } else if (tag === 0x21 && reader.position + 8 === end) {
    reader.fixed64(end);
    attributes.addDouble(key, reader.low, reader.high);
  } else {
    // Bytes, lists, empty values, and messages with more than one field.
    reader.position = start;
    attributes.addValue(key, readAnyValue(reader, end, 0));
  }
}

function wholeVarint(reader: WireReader, end: number): boolean {
  reader.varint64(end);
  return reader.position === end;
}

/** A KeyValue of an event or a link: a string stays bytes, everything else becomes an object. */
function readTextAttribute(
  reader: WireReader,
  end: number,
  attributes: TextAttributeColumns,
): void {
  reader.countItem();
  const start = reader.position;
  if (!readPlainString(reader, end, attributes)) {
    reader.position = start;
    const { key, value } = readAttribute(reader, end, 0);
    const name = textToUtf8(key);
    const code = attributes.keyCode(name, 0, name.length);
    if (code >= 0) attributes.addValue(code, value);
  }
  reader.position = end;
}

/** False, and nothing is added, when it is anything but a key and then a string. */
function readPlainString(
  reader: WireReader,
  end: number,
  attributes: TextAttributeColumns,
): boolean {
  if (reader.uint32(end) !== 0x0a) return false;
  const keyEnd = reader.bytesEnd(end);
  const key = reader.position;
  reader.position = keyEnd;
  const isOne = fillsMessage(reader, 0x12, end) && fillsMessage(reader, 0x0a, end);
  if (!isOne) return false;
  const code = attributes.keyCode(reader.bytes, key, keyEnd, reader.view);
  if (code >= 0) attributes.addString(code, reader.bytes, reader.position, end);
  return true;
}

/** Enters a field with this tag that ends where its message ends. */
function fillsMessage(reader: WireReader, tag: number, end: number): boolean {
  return reader.position < end && reader.uint32(end) === tag && reader.bytesEnd(end) === end;
}

function readEvent(reader: WireReader, end: number, batch: SpanBatch): void {
  reader.countItem();
  const { events } = batch;
  let low = 0;
  let high = 0;
  let name = 0;
  let nameEnd = 0;
  let dropped = 0;
  while (reader.position < end) {
    const tag = reader.uint32(end);
    if (tag === 0x09) {
      reader.fixed64(end);
      low = reader.low;
      high = reader.high;
    } else if (tag === 0x12) {
      nameEnd = reader.bytesEnd(end);
      name = reader.position;
      reader.position = nameEnd;
    } else if (tag === 0x1a) {
      readTextAttribute(reader, reader.bytesEnd(end), events.attributes);
    } else if (tag === 0x20) {
      reader.varint64(end);
      dropped = reader.low;
    } else reader.skip(tag, end);
  }
  events.timeNs.append(low, high);
  events.name.append(reader.bytes, name, nameEnd, reader.view);
  events.droppedAttributes.append(dropped);
  events.attributes.endRow();
}

function readLink(reader: WireReader, end: number, batch: SpanBatch): void {
  reader.countItem();
  const { links } = batch;
  let traceId = -1;
  let spanId = -1;
  let traceState = '';
  let dropped = 0;
  let flags = 0;
  while (reader.position < end) {
    const tag = reader.uint32(end);
    if (tag === 0x0a || tag === 0x12) {
      const width = tag === 0x0a ? TRACE_ID_BYTES : SPAN_ID_BYTES;
      const idEnd = reader.bytesEnd(end);
      const at = idEnd - reader.position === width ? reader.position : -1;
      if (tag === 0x0a) traceId = at;
      else spanId = at;
      reader.position = idEnd;
    } else if (tag === 0x1a) traceState = readText(reader, end);
    else if (tag === 0x22) {
      readTextAttribute(reader, reader.bytesEnd(end), links.attributes);
    } else if (tag === 0x28) {
      reader.varint64(end);
      dropped = reader.low;
    } else if (tag === 0x35) flags = reader.fixed32(end);
    else reader.skip(tag, end);
  }
  appendId(links.traceId, reader.bytes, traceId);
  appendId(links.spanId, reader.bytes, spanId);
  links.traceState.appendText(traceState);
  links.flags.append(flags);
  links.droppedAttributes.append(dropped);
  links.attributes.endRow();
}

/** A link's id of any other length than OTLP's says nothing: kept as zeros. */
function appendId(column: SpanBatch['traceId'], bytes: Uint8Array, at: number): void {
  if (at < 0) column.appendZero();
  else column.append(bytes, at);
}
