// Spans of a batch as Jaeger's protobuf (model.proto of jaeger-idl): a Batch, which is on the wire the same as
// the SpansResponseChunk of the query service. Each span carries its process.

import type { SpanBatch } from '../batch/span-batch.ts';
import { allRows } from '../otlp/group-rows.ts';
import { ProtobufWriter } from '../otlp/protobuf-writer.ts';
import { processOfResource } from './process-resource.ts';
import { type JaegerField, jaegerField, jaegerSpanParts } from './span-parts.ts';
import type { WarningsOf } from './trace-warnings.ts';

const NO_WARNINGS: WarningsOf = () => [];

/**
 * The given rows, or all of them. The bytes are the caller's. `warningsOf` has more to say about spans than they
 * say themselves.
 */
export function encodeJaegerSpans(
  batch: SpanBatch,
  rows: Iterable<number> = allRows(batch),
  warningsOf: WarningsOf = NO_WARNINGS,
): Uint8Array {
  const writer = new ProtobufWriter();
  for (const row of rows) {
    writer.message(1, () => {
      writeSpan(writer, batch, row);
      for (const warning of warningsOf(row)) writer.textAlways(12, warning);
    });
  }
  return writer.bytes().slice();
}

function writeSpan(writer: ProtobufWriter, batch: SpanBatch, row: number): void {
  const { flags, tags, references, logs, warnings } = jaegerSpanParts(batch, row);
  writer.bytesAlways(1, batch.traceId.at(row));
  writer.bytesAlways(2, batch.spanId.at(row));
  writer.text(3, batch.name.textAt(row));
  for (const reference of references) {
    writer.message(4, () => {
      writer.bytesAlways(1, reference.traceId);
      writer.bytesAlways(2, reference.spanId);
      writer.uint32(3, reference.type === 'FOLLOWS_FROM' ? 1 : 0);
    });
  }
  writer.uint32(5, flags >>> 0);
  writer.message(6, () => writeTime(writer, batch.startNs.unsignedAt(row)));
  writer.message(7, () => writeTime(writer, batch.durationNs.signedAt(row)));
  for (const tag of tags) writer.message(8, () => writeField(writer, tag));
  for (const { timeNs, fields } of logs) {
    writer.message(9, () => {
      writer.message(1, () => writeTime(writer, timeNs));
      for (const field of fields) writer.message(2, () => writeField(writer, field));
    });
  }
  writer.message(10, () => writeProcess(writer, batch, row));
  for (const warning of warnings) writer.textAlways(12, warning);
}

function writeProcess(writer: ProtobufWriter, batch: SpanBatch, row: number): void {
  const { serviceName, tags } = processOfResource(batch.resourceAt(row));
  writer.text(1, serviceName);
  for (const tag of tags) writer.message(2, () => writeField(writer, jaegerField(tag)));
}

const SECOND_NS = 1_000_000_000n;

/** Timestamp and Duration: seconds and nanoseconds of one sign. */
function writeTime(writer: ProtobufWriter, ns: bigint): void {
  const seconds = ns / SECOND_NS;
  const nanos = ns % SECOND_NS;
  if (seconds !== 0n) writer.int64Always(1, seconds);
  if (nanos !== 0n) writer.int64Always(2, nanos);
}

/** ValueType of model.proto. */
const TYPES = { string: 0, bool: 1, int: 2, double: 3, bytes: 4 } as const;

function writeField(writer: ProtobufWriter, { key, value }: JaegerField): void {
  writer.text(1, key);
  writer.uint32(2, TYPES[value.type]);
  switch (value.type) {
    case 'string':
      writer.text(3, value.value);
      return;
    case 'bool':
      writer.uint32(4, value.value ? 1 : 0);
      return;
    case 'int':
      writer.int64Always(5, value.value);
      return;
    case 'double':
      writer.doubleAlways(6, value.value);
      return;
    case 'bytes':
      writer.bytesAlways(7, value.value);
  }
}
