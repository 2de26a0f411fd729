// A trace as Tempo answers it in protobuf: `Trace`, and `TraceByIDResponse` around it. The spans are OTLP;
// what Grafana reads without looking whether it is there is always there.

import type { Resource } from '../batch/origin.ts';
import type { SpanBatch } from '../batch/span-batch.ts';
import { encodeTraceProtobuf } from '../otlp/protobuf-encode.ts';
import { ProtobufWriter } from '../otlp/protobuf-writer.ts';
import type { Attribute } from '../span/attribute-value.ts';

/**
 * Grafana leaves out spans whose resource has no attributes, and shows no service without a name: a resource
 * that lacks one says what Throughline calls it.
 */
export function namedAttributes({ attributes, serviceName }: Resource): readonly Attribute[] {
  if (attributes.some(({ key }) => key === 'service.name')) return attributes;
  return [{ key: 'service.name', value: { type: 'string', value: serviceName } }, ...attributes];
}

export function encodeTempoTrace(batch: SpanBatch, rows: Iterable<number>): Uint8Array {
  return encodeTraceProtobuf(batch, rows, {
    wantsEmptyStatus: true,
    resourceAttributes: namedAttributes,
  });
}

/** The trace is there even when it has no spans: Grafana reads it without looking. */
export function encodeTraceByIdResponse(trace: Uint8Array, inspectedBytes: bigint): Uint8Array {
  const writer = new ProtobufWriter();
  writer.bytesAlways(1, trace);
  writer.message(2, () => {
    if (inspectedBytes > 0n) writer.int64Always(1, inspectedBytes);
  });
  return writer.bytes();
}
