// Export requests for tests of receivers, in both encodings, and readers for the small protobuf
// messages that answers are.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { encodeTraceProtobuf } from '@throughline/model/otlp/protobuf-encode';
import protobuf from 'protobufjs';

export const TRACE_ID = '5b8efff798038103d269b633813fc60c';

/** One resource with one scope with these spans. */
export function requestJson(...spans: readonly Record<string, unknown>[]): object {
  const attributes = [{ key: 'service.name', value: { stringValue: 'checkout' } }];
  return {
    resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: 'test' }, spans }] }],
  };
}

export function spanJson(name: string, fields: Record<string, unknown> = {}) {
  return {
    traceId: TRACE_ID,
    spanId: 'eee19b7ec3c1b174',
    name,
    kind: 2,
    startTimeUnixNano: '1544712660000000000',
    endTimeUnixNano: '1544712661000000000',
    ...fields,
  };
}

export function requestProtobuf(...spans: readonly Record<string, unknown>[]): Buffer {
  const batch = new SpanBatch();
  decodeTracesJson(requestJson(...spans), batch, 0);
  return Buffer.from(encodeTraceProtobuf(batch));
}

/** Two spans, the second with a trace id of zeros, which the JSON form cannot be decoded from. */
export function requestProtobufWithInvalidSpan(): Buffer {
  const bytes = requestProtobuf(spanJson('good'), spanJson('bad'));
  const at = bytes.lastIndexOf(Buffer.from(TRACE_ID, 'hex'));
  return bytes.fill(0, at, at + 16);
}

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message Any { string type_url = 1; bytes value = 2; }
  message RetryInfo { Duration retry_delay = 1; }
  message Duration { int64 seconds = 1; int32 nanos = 2; }
  message BadRequest { repeated Violation field_violations = 1; }
  message Violation { string field = 1; string description = 2; }
  message Response { Partial partial_success = 1; }
  message Partial { int64 rejected_spans = 1; string error_message = 2; }
`);

export type AnswerMessage = 'Status' | 'RetryInfo' | 'BadRequest' | 'Response';

/** As plain JSON: bytes are base64, int64 is text. */
export function decodeAnswer(type: AnswerMessage, bytes: Uint8Array): Record<string, unknown> {
  const messageType = root.lookupType(type);
  return messageType.toObject(messageType.decode(bytes), { longs: String, bytes: String });
}
