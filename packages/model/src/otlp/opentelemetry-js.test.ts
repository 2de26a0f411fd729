// What OpenTelemetry's own JavaScript serialisers make of spans, as an exporter would send it: its JSON
// and its protobuf must read as the same spans.

import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { describe, expect, it } from 'vitest';
import { SpanBatch } from '../batch/span-batch.ts';
import { decodeTracesJson } from './json-decode.ts';
import { encodeTraceJson } from './json-encode.ts';
import { decodeTracesProtobuf } from './protobuf-decode.ts';

function recordedSpans(): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = provider.getTracer('shop', '1.0', { schemaUrl: 'https://example.com/1' });
  const linked = {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    traceFlags: TraceFlags.SAMPLED,
  };
  const span = tracer.startSpan('pay', {
    kind: SpanKind.CLIENT,
    attributes: { text: 'ü', whole: 42, part: 0.5, yes: true, list: ['a', 'b'], numbers: [1, 2.5] },
    links: [{ context: linked, attributes: { why: 'retry' } }],
    startTime: [1_700_000_000, 1],
  });
  span.addEvent('declined', { code: 51 }, [1_700_000_000, 2]);
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'no' });
  span.end([1_700_000_001, 3]);
  tracer.startSpan('short').end();
  return exporter.getFinishedSpans();
}

describe('OpenTelemetry JS', () => {
  it('reads the same from its JSON as from its protobuf', () => {
    const spans = recordedSpans();
    const fromJson = new SpanBatch();
    const json = new TextDecoder().decode(JsonTraceSerializer.serializeRequest(spans));
    decodeTracesJson(JSON.parse(json), fromJson, 0);
    const fromProtobuf = new SpanBatch();
    const bytes = ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array();
    decodeTracesProtobuf(bytes, fromProtobuf, 0);
    expect(encodeTraceJson(fromProtobuf)).toBe(encodeTraceJson(fromJson));

    expect(fromJson.rowCount).toBe(2);
    expect(JSON.parse(encodeTraceJson(fromProtobuf, [0]))).toMatchObject({
      resourceSpans: [
        {
          resource: { attributes: expect.any(Array) },
          scopeSpans: [
            {
              scope: { name: 'shop', version: '1.0' },
              schemaUrl: 'https://example.com/1',
              spans: [
                {
                  traceId: spans[0]?.spanContext().traceId,
                  spanId: spans[0]?.spanContext().spanId,
                  name: 'pay',
                  kind: 3,
                  startTimeUnixNano: '1700000000000000001',
                  endTimeUnixNano: '1700000001000000003',
                  events: [{ name: 'declined', timeUnixNano: '1700000000000000002' }],
                  links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }],
                  status: { code: 2, message: 'no' },
                },
              ],
            },
          ],
        },
      ],
    });
  });
});
