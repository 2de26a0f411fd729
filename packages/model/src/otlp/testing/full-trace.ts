// One message that has at least one of everything, for tests that cut it, bend it or read one field.

import { SpanBatch } from '../../batch/span-batch.ts';
import { decodeTracesJson } from '../json-decode.ts';
import { encodeTraceProtobuf } from '../protobuf-encode.ts';
import type { JsonObject } from './arbitrary-traces.ts';

export const TRACE_ID = '5b8efff798038103d269b633813fc60c';
export const SPAN_ID = 'eee19b7ec3c1b174';

export const FULL_SPAN: JsonObject = {
  traceId: TRACE_ID,
  spanId: SPAN_ID,
  traceState: 'vendor=1',
  parentSpanId: 'eee19b7ec3c1b173',
  flags: 0x301,
  name: 'charge card',
  kind: 3,
  startTimeUnixNano: '1700000000000000001',
  endTimeUnixNano: '1700000000250000003',
  attributes: [
    { key: 'text', value: { stringValue: 'höch' } },
    { key: 'int', value: { intValue: '-9223372036854775808' } },
    { key: 'double', value: { doubleValue: -0 } },
    { key: 'bool', value: { boolValue: false } },
    { key: 'bytes', value: { bytesValue: 'AP8=' } },
    { key: 'empty', value: {} },
    {
      key: 'list',
      value: { arrayValue: { values: [{ stringValue: '' }, {}, { doubleValue: 'NaN' }] } },
    },
    {
      key: 'map',
      value: { kvlistValue: { values: [{ key: 'inner', value: { intValue: '1' } }] } },
    },
  ],
  droppedAttributesCount: 1,
  events: [
    {
      timeUnixNano: '1700000000100000000',
      name: 'exception',
      attributes: [{ key: 'exception.type', value: { stringValue: 'Declined' } }],
      droppedAttributesCount: 2,
    },
  ],
  droppedEventsCount: 3,
  links: [
    {
      traceId: 'ffffffffffffffffffffffffffffffff',
      spanId: 'ffffffffffffffff',
      traceState: 'w=2',
      attributes: [{ key: 'why', value: { boolValue: true } }],
      droppedAttributesCount: 4,
      flags: 1,
    },
  ],
  droppedLinksCount: 5,
  status: { message: 'card declined', code: 2 },
};

export const FULL_TRACE: JsonObject = {
  resourceSpans: [
    {
      resource: {
        attributes: [{ key: 'service.name', value: { stringValue: 'payment' } }],
        droppedAttributesCount: 6,
      },
      scopeSpans: [
        {
          scope: {
            name: 'shop',
            version: '1.2.3',
            attributes: [{ key: 'inner', value: { intValue: '7' } }],
            droppedAttributesCount: 7,
          },
          spans: [FULL_SPAN],
          schemaUrl: 'https://example.com/scope',
        },
      ],
      schemaUrl: 'https://example.com/resource',
    },
  ],
};

/** A message around these spans. */
export function traceOf(...spans: readonly unknown[]): JsonObject {
  return { resourceSpans: [{ scopeSpans: [{ spans }] }] };
}

/** A new batch with the spans of an OTLP JSON message. */
export function batchOf(traces: JsonObject): SpanBatch {
  const batch = new SpanBatch();
  decodeTracesJson(traces, batch, 0);
  return batch;
}

/** FULL_TRACE as OTLP protobuf. */
export function fullTraceBytes(): Uint8Array {
  return encodeTraceProtobuf(batchOf(FULL_TRACE));
}
