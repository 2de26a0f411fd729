// Spans of a batch as OTLP protobuf. Field numbers: opentelemetry-proto trace.proto, resource.proto and
// common.proto.

import type { FixedBytesColumn, U64Column } from '../batch/columns.ts';
import type { Resource, Scope } from '../batch/origin.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import { writeAttributes } from './any-value-encode.ts';
import { allRows, groupRows, type ScopeRows } from './group-rows.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/**
 * TracesData with the spans of the given rows (of all when omitted). An ExportTraceServiceRequest is
 * the same on the wire.
 */
export function encodeTraceProtobuf(
  batch: SpanBatch,
  rows: Iterable<number> = allRows(batch),
): Uint8Array {
  const writer = new ProtobufWriter();
  for (const { resource, scopes } of groupRows(batch, rows)) {
    writer.message(1, () => {
      writer.message(1, () => writeResource(writer, resource));
      for (const group of scopes) writer.message(2, () => writeScopeSpans(writer, batch, group));
      writer.text(3, resource.schemaUrl);
    });
  }
  return writer.bytes();
}

function writeResource(writer: ProtobufWriter, resource: Resource): void {
  writeAttributes(writer, 1, resource.attributes);
  writer.uint32(2, resource.droppedAttributesCount);
}

function writeScopeSpans(writer: ProtobufWriter, batch: SpanBatch, group: ScopeRows): void {
  writer.message(1, () => writeScope(writer, group.scope));
  for (const row of group.rows) writer.message(2, () => writeSpan(writer, batch, row));
  writer.text(3, group.scope.schemaUrl);
}

function writeScope(writer: ProtobufWriter, scope: Scope): void {
  writer.text(1, scope.name);
  writer.text(2, scope.version);
  writeAttributes(writer, 3, scope.attributes);
  writer.uint32(4, scope.droppedAttributesCount);
}

function writeSpan(writer: ProtobufWriter, batch: SpanBatch, row: number): void {
  writer.bytesAlways(1, batch.traceId.at(row));
  writer.bytesAlways(2, batch.spanId.at(row));
  writer.text(3, batch.traceState.textAt(row));
  writeId(writer, 4, batch.parentSpanId, row);
  writer.text(5, batch.name.textAt(row));
  writer.uint32(6, batch.kind.at(row));
  writeTime(writer, 7, batch.startNs, row);
  const endNs = batch.endNsAt(row);
  writer.fixed64(8, Number(endNs & 0xffff_ffffn), Number(endNs >> 32n));
  writeAttributes(writer, 9, batch.attributes.at(row));
  writer.uint32(10, batch.droppedAttributes.at(row));
  writeEvents(writer, batch, row);
  writer.uint32(12, batch.droppedEvents.at(row));
  writeLinks(writer, batch, row);
  writer.uint32(14, batch.droppedLinks.at(row));
  writeStatus(writer, batch.statusCode.at(row), batch.statusMessage.textAt(row));
  writer.fixed32(16, batch.flags.at(row));
}

function writeEvents(writer: ProtobufWriter, { events }: SpanBatch, row: number): void {
  for (let at = row === 0 ? 0 : events.ends.at(row - 1); at < events.ends.at(row); at++) {
    writer.message(11, () => {
      writeTime(writer, 1, events.timeNs, at);
      writer.text(2, events.name.textAt(at));
      writeAttributes(writer, 3, events.attributes.at(at));
      writer.uint32(4, events.droppedAttributes.at(at));
    });
  }
}

function writeLinks(writer: ProtobufWriter, { links }: SpanBatch, row: number): void {
  for (let at = row === 0 ? 0 : links.ends.at(row - 1); at < links.ends.at(row); at++) {
    writer.message(13, () => {
      writeId(writer, 1, links.traceId, at);
      writeId(writer, 2, links.spanId, at);
      writer.text(3, links.traceState.textAt(at));
      writeAttributes(writer, 4, links.attributes.at(at));
      writer.uint32(5, links.droppedAttributes.at(at));
      writer.fixed32(6, links.flags.at(at));
    });
  }
}

function writeStatus(writer: ProtobufWriter, code: number, message: string): void {
  if (code === 0 && message === '') return;
  writer.message(15, () => {
    writer.text(2, message);
    writer.uint32(3, code);
  });
}

/** All zeros: no id. */
function writeId(writer: ProtobufWriter, field: number, ids: FixedBytesColumn, row: number): void {
  if (!ids.isZero(row)) writer.bytesAlways(field, ids.at(row));
}

function writeTime(writer: ProtobufWriter, field: number, times: U64Column, row: number): void {
  writer.fixed64(field, times.low(row), times.high(row));
}
