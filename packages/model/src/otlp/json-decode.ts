// OTLP JSON to columns, by way of the objects that JSON.parse made of it: all of the format, and the errors that say
// what is wrong. Messages as exporters send them take the shorter way of json-bytes-decode.ts.

import { hexToBytes } from '../base/hex.ts';
import { showJson } from '../base/show-json.ts';
import type { AppendOutcome } from '../batch/append-outcome.ts';
import type { FixedBytesColumn } from '../batch/columns.ts';
import { SPAN_ID_BYTES, type SpanBatch, TRACE_ID_BYTES } from '../batch/span-batch.ts';
import { readResource, readScope } from './json-origin.ts';
import { type JsonFields, JsonReader } from './json-reader.ts';
import { RejectedSpans } from './rejected-spans.ts';

const KIND_NAMES = [
  'SPAN_KIND_UNSPECIFIED',
  'SPAN_KIND_INTERNAL',
  'SPAN_KIND_SERVER',
  'SPAN_KIND_CLIENT',
  'SPAN_KIND_PRODUCER',
  'SPAN_KIND_CONSUMER',
];

const STATUS_NAMES = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'];

/**
 * Appends the spans of an ExportTraceServiceRequest or TracesData, as JSON.parse gave it. Spans that
 * cannot be kept, such as those without valid ids, are left out and counted. Throws OtlpDecodeError when
 * it is not that message: the caller then truncates the batch to where it was.
 *
 * `receivedMs`: when the message was taken, milliseconds since the epoch.
 */
export function decodeTracesJson(
  json: unknown,
  batch: SpanBatch,
  receivedMs: number,
): AppendOutcome {
  const reader = new JsonReader();
  const rejected = new RejectedSpans();
  const rowsBefore = batch.rowCount;
  reader.each(reader.object(json), 'resourceSpans', (resourceSpans) => {
    const resource = resourceCode(reader, resourceSpans, batch);
    reader.each(resourceSpans, 'scopeSpans', (scopeSpans) => {
      const scope = scopeCode(reader, scopeSpans, batch);
      reader.each(scopeSpans, 'spans', (span) => {
        if (!takesSpan(reader, span, batch, rejected)) return;
        batch.receivedMs.append(receivedMs >>> 0, Math.floor(receivedMs / 2 ** 32));
        batch.resource.append(resource);
        batch.scope.append(scope);
        batch.rowCount++;
      });
    });
  });
  return rejected.outcome(batch.rowCount - rowsBefore);
}

function resourceCode(reader: JsonReader, fields: JsonFields, batch: SpanBatch): number {
  const schemaUrl = reader.text(fields, 'schemaUrl');
  return reader.inside(fields, 'resource', (resource) =>
    batch.resources.intern(readResource(reader, resource, schemaUrl)),
  );
}

function scopeCode(reader: JsonReader, fields: JsonFields, batch: SpanBatch): number {
  const schemaUrl = reader.text(fields, 'schemaUrl');
  return reader.inside(fields, 'scope', (scope) =>
    batch.scopes.intern(readScope(reader, scope, schemaUrl)),
  );
}

/** False when the span was rejected: then no column has grown. */
function takesSpan(
  reader: JsonReader,
  span: JsonFields,
  batch: SpanBatch,
  rejected: RejectedSpans,
): boolean {
  const traceId = readId(reader, span, 'traceId', TRACE_ID_BYTES, rejected);
  const spanId = traceId && readId(reader, span, 'spanId', SPAN_ID_BYTES, rejected);
  const parentSpanId = spanId && readParent(reader, span, rejected);
  if (traceId === undefined || spanId === undefined || parentSpanId === undefined) return false;
  const refusal = reader.rejection(() => {
    batch.traceId.append(traceId, 0);
    batch.spanId.append(spanId, 0);
    batch.parentSpanId.append(parentSpanId, 0);
    readOwnFields(reader, span, batch);
    readLists(reader, span, batch);
  });
  if (refusal === undefined) return true;
  rejected.addError(refusal, reader.path(''));
  batch.truncate(batch.rowCount);
  return false;
}

/** The bytes of a span's own id; undefined when it has none, which rejects the span. */
function readId(
  reader: JsonReader,
  span: JsonFields,
  name: string,
  width: number,
  rejected: RejectedSpans,
): Uint8Array | undefined {
  const text = reader.text(span, name);
  const bytes = text.length === 2 * width ? hexToBytes(text) : undefined;
  if (bytes?.some((byte) => byte !== 0)) return bytes;
  rejected.add(() => {
    const problem =
      text === ''
        ? `${name} is missing`
        : `expected ${2 * width} hex digits that are not all zeros, not ${showJson(text)}`;
    return `${problem} (at ${reader.path(name)})`;
  });
  return undefined;
}

const NO_PARENT = new Uint8Array(SPAN_ID_BYTES);

/** Zeros without a parent; undefined for what is no id, which rejects the span. */
function readParent(
  reader: JsonReader,
  span: JsonFields,
  rejected: RejectedSpans,
): Uint8Array | undefined {
  const text = reader.text(span, 'parentSpanId');
  if (text === '') return NO_PARENT;
  const bytes = text.length === 2 * SPAN_ID_BYTES ? hexToBytes(text) : undefined;
  if (bytes === undefined) {
    rejected.add(() => {
      const problem = `expected 16 hex digits or none, not ${showJson(text)}`;
      return `${problem} (at ${reader.path('parentSpanId')})`;
    });
  }
  return bytes;
}

/** Attributes, events and links. */
function readLists(reader: JsonReader, span: JsonFields, batch: SpanBatch): void {
  for (const attribute of reader.attributes(span)) batch.attributes.add(attribute);
  batch.attributes.endRow();
  reader.each(span, 'events', (event) => readEvent(reader, event, batch));
  batch.events.ends.append(batch.events.timeNs.length);
  readLinks(reader, span, batch);
  batch.links.ends.append(batch.links.flags.length);
}

function readOwnFields(reader: JsonReader, span: JsonFields, batch: SpanBatch): void {
  const startNs = reader.uint64(span, 'startTimeUnixNano');
  const endNs = reader.uint64(span, 'endTimeUnixNano');
  batch.traceState.appendText(reader.text(span, 'traceState'));
  batch.flags.append(reader.uint32(span, 'flags'));
  batch.name.appendText(reader.text(span, 'name'));
  batch.kind.append(reader.enumeration(span, 'kind', KIND_NAMES));
  batch.startNs.appendBigInt(startNs);
  batch.durationNs.appendBigInt(endNs - startNs);
  batch.droppedAttributes.append(reader.uint32(span, 'droppedAttributesCount'));
  batch.droppedEvents.append(reader.uint32(span, 'droppedEventsCount'));
  batch.droppedLinks.append(reader.uint32(span, 'droppedLinksCount'));
  reader.inside(span, 'status', (status) => {
    batch.statusCode.append(reader.enumeration(status, 'code', STATUS_NAMES));
    batch.statusMessage.appendText(reader.text(status, 'message'));
  });
}

function readEvent(reader: JsonReader, event: JsonFields, batch: SpanBatch): void {
  const { events } = batch;
  events.timeNs.appendBigInt(reader.uint64(event, 'timeUnixNano'));
  events.name.appendText(reader.text(event, 'name'));
  events.droppedAttributes.append(reader.uint32(event, 'droppedAttributesCount'));
  events.attributes.addRow(reader.attributes(event));
}

export function readLinks(reader: JsonReader, span: JsonFields, batch: SpanBatch): void {
  reader.each(span, 'links', (link) => readLink(reader, link, batch));
}

function readLink(reader: JsonReader, link: JsonFields, batch: SpanBatch): void {
  const { links } = batch;
  appendLinkId(links.traceId, reader.text(link, 'traceId'));
  appendLinkId(links.spanId, reader.text(link, 'spanId'));
  links.traceState.appendText(reader.text(link, 'traceState'));
  links.flags.append(reader.uint32(link, 'flags'));
  links.droppedAttributes.append(reader.uint32(link, 'droppedAttributesCount'));
  links.attributes.addRow(reader.attributes(link));
}

/** A link may lack its ids (the API allows it with attributes); any other length says nothing. */
function appendLinkId(column: FixedBytesColumn, text: string): void {
  const bytes = text.length === 2 * column.width ? hexToBytes(text) : undefined;
  if (bytes === undefined) column.appendZero();
  else column.append(bytes, 0);
}
