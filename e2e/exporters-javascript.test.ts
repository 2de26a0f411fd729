// OpenTelemetry's own exporters for JavaScript, unmodified, each in all the forms that they send. What
// the API gives back must equal what OpenTelemetry's own serializer says of the same spans.

import {
  type Attributes,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { expect, it } from 'vitest';
import { getJson, untilStored } from './support/api.ts';
import { comparable, type TracesData } from './support/otlp-json.ts';
import { type Throughline, throughlineOfFile } from './support/throughline.ts';

const ofFile = throughlineOfFile();

const ATTRIBUTES: Attributes = {
  text: 'grüße, 世界 🚀',
  empty: '',
  whole: 42,
  negative: -7,
  large: Number.MAX_SAFE_INTEGER,
  fraction: 0.1,
  yes: true,
  no: false,
  texts: ['a', '', 'c'],
  numbers: [1, 2.5, -3],
  flags: [true, false],
};

/** Makes spans with everything the API offers; gives back what was exported, as OTLP JSON. */
async function sendRichTrace(exporter: SpanExporter): Promise<TracesData> {
  const memory = new InMemorySpanExporter();
  const batch = new BatchSpanProcessor(exporter);
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'rich', 'host.cpus': 2, tags: ['a', 'b'] }),
    spanProcessors: [new SimpleSpanProcessor(memory), batch],
  });
  const tracer = provider.getTracer('e2e', '1.2.3', { schemaUrl: 'https://example.test/schema' });
  const root = tracer.startSpan('root', { kind: SpanKind.SERVER, attributes: ATTRIBUTES });
  const belowRoot = trace.setSpan(ROOT_CONTEXT, root);
  const kinds = [SpanKind.INTERNAL, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER];
  for (const kind of kinds) {
    const link = {
      traceId: 'f'.repeat(32),
      spanId: 'e'.repeat(16),
      traceFlags: TraceFlags.SAMPLED,
    };
    const span = tracer.startSpan(
      `kind ${kind}`,
      { kind, links: [{ context: link, attributes: { reason: 'follows', order: kind } }] },
      belowRoot,
    );
    span.addEvent('cache miss', { key: 'k', tries: 3 });
    span.recordException(new Error('it broke'));
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'broken' });
    span.end();
  }
  root.setStatus({ code: SpanStatusCode.OK });
  root.end();
  await batch.forceFlush();
  const json = JsonTraceSerializer.serializeRequest(memory.getFinishedSpans());
  await provider.shutdown();
  return JSON.parse(new TextDecoder().decode(json));
}

type ExporterOf = (throughline: Throughline) => SpanExporter;

const EXPORTERS: readonly (readonly [string, ExporterOf])[] = [
  ['HTTP, protobuf', ({ otlpHttp }) => new ProtobufExporter({ url: `${otlpHttp}/v1/traces` })],
  ['HTTP, JSON', ({ otlpHttp }) => new JsonExporter({ url: `${otlpHttp}/v1/traces` })],
  ['gRPC', ({ otlpGrpc }) => new GrpcExporter({ url: otlpGrpc })],
];

it.each(EXPORTERS)('reads back what was sent by %s', async (_, exporterOf) => {
  const throughline = ofFile();
  const sent = await sendRichTrace(exporterOf(throughline));
  const traceId = sent.resourceSpans?.[0]?.scopeSpans?.[0]?.spans?.[0]?.['traceId'];
  await untilStored(throughline.http);
  const stored = await getJson<TracesData>(throughline.http, `/api/v1/traces/${traceId}`);
  expect(comparable(sent)).toHaveLength(5);
  expect(comparable(stored)).toEqual(comparable(sent));
});
