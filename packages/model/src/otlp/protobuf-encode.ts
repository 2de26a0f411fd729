// Spans of a batch as OTLP protobuf. Field numbers: opentelemetry-proto trace.proto, resource.proto and
// common.proto.

import type { FixedBytesColumn, U64Column } from '../batch/columns.ts';
import type { Resource, Scope } from '../batch/origin.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import type { Attribute } from '../span/attribute-value.ts';
import { writeAttributes } from './any-value-encode.ts';
import { allRows, groupRows } from './group-rows.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** For readers that take more for granted than OTLP says. */
export interface TraceReader {
  /** A status is read although nothing is set in it. */
  readonly wantsEmptyStatus: boolean;
  /** The attributes of a resource as it should see them. */
  resourceAttributes(resource: Resource): readonly Attribute[];
}

const ORDINARY_READER: TraceReader = {
  wantsEmptyStatus: false,
  resourceAttributes: ({ attributes }) => attributes,
};

/**
 * TracesData with the spans of the given rows (of all when omitted). An ExportTraceServiceRequest is
 * the same on the wire.
 */
export function encodeTraceProtobuf(
  batch: SpanBatch,
  rows: Iterable<number> = allRows(batch),
  reader: TraceReader = ORDINARY_READER,
): Uint8Array {
  const writer = new ProtobufWriter();
  for (const { resource, scopes } of groupRows(batch, rows)) {
    writer.message(1, () => {
      writer.message(1, () => {
        writeAttributes(writer, 1, reader.resourceAttributes(resource));
        writer.uint32(2, resource.droppedAttributesCount);
      });
      for (const { scope, rows: ofScope } of scopes) {
        writer.message(2, () => {
          writer.message(1, () => writeScope(writer, scope));
          for (const row of ofScope) writer.message(2, () => writeSpan(writer, batch, row, reader));
          writer.text(3, scope.schemaUrl);
        });
      }
      writer.text(3, resource.schemaUrl);
    });
  }
  return writer.bytes();
}

function writeScope(writer: ProtobufWriter, scope: Scope): void {
  writer.text(1, scope.name);
  writer.text(2, scope.version);
  writeAttributes(writer, 3, scope.attributes);
  writer.uint32(4, scope.droppedAttributesCount);
}

function writeSpan(
  writer: ProtobufWriter,
  batch: SpanBatch,
  row: number,
  reader: TraceReader,
): void {
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
  const statusCode = batch.statusCode.at(row);
  const statusMessage = batch.statusMessage.textAt(row);
  if (statusCode !== 0 || statusMessage !== '' || reader.wantsEmptyStatus) {
    writer.message(15, () => {
      writer.text(2, statusMessage);
      writer.uint32(3, statusCode);
    });
  }
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

/** All zeros: no id. */
function writeId(writer: ProtobufWriter, field: number, ids: FixedBytesColumn, row: number): void {
  if (!ids.isZero(row)) writer.bytesAlways(field, ids.at(row));
}

function writeTime(writer: ProtobufWriter, field: number, times: U64Column, row: number): void {
  writer.fixed64(field, times.low(row), times.high(row));
}
