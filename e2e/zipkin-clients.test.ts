// Zipkin's own client for Node.js, unmodified, in both versions of its JSON, and OpenTelemetry's exporter for
// Zipkin: each sends to where it always sent, and Throughline's API gives back what it sent.

import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { JaegerExporter } from '@opentelemetry/exporter-jaeger';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { JaegerPropagator } from '@opentelemetry/propagator-jaeger';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  SimpleSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { expect, it } from 'vitest';
import {
  Annotation,
  BatchRecorder,
  ExplicitContext,
  InetAddress,
  jsonEncoder,
  Tracer,
} from 'zipkin';
import { HttpLogger } from 'zipkin-transport-http';
import { readSpans } from './support/read-spans.ts';
import { type Throughline, throughlineOfFile } from './support/throughline.ts';

const ofFile = throughlineOfFile();

const VERSIONS = [
  ['1', 'JSON_V1', '/api/v1/spans'],
  ['2', 'JSON_V2', '/api/v2/spans'],
] as const;

it.each(VERSIONS)('reads back what zipkin-js sent as JSON of version %s', async (_, form, path) => {
  const throughline = ofFile();
  const logger = new HttpLogger({
    endpoint: `${throughline.zipkin}${path}`,
    jsonEncoder: jsonEncoder[form],
    httpInterval: 50,
  });
  const recorder = new BatchRecorder({ logger });
  const ctxImpl = new ExplicitContext();
  const tracer = new Tracer({
    ctxImpl,
    recorder,
    localServiceName: 'Frontend',
    traceId128Bit: true,
  });
  const clientId = tracer.createRootId();
  tracer.letId(clientId, () => {
    tracer.recordServiceName('Frontend');
    tracer.recordRpc('get /cart');
    tracer.recordBinary('http.path', '/cart');
    tracer.recordAnnotation(new Annotation.ClientSend());
    tracer.recordAnnotation(
      new Annotation.ServerAddr({
        serviceName: 'backend',
        host: new InetAddress('10.1.2.3'),
        port: 8080,
      }),
    );
    tracer.recordMessage('cache miss');
    tracer.recordBinary('error', 'timeout');
    tracer.recordAnnotation(new Annotation.ClientRecv());
  });
  const traceId = clientId.traceId;
  const spans = await readSpans(throughline.http, traceId, 1);
  expect(spans.get('get /cart')).toMatchObject({
    spanId: clientId.spanId,
    parentSpanId: undefined,
    kind: 3,
    status: { code: 2 },
    resource: { 'service.name': 'frontend' },
    attributes: {
      'http.path': '/cart',
      error: 'timeout',
      'peer.service': 'backend',
      'network.peer.address': '10.1.2.3',
      'network.peer.port': '8080',
    },
    events: [{ name: 'cache miss' }],
  });
});

it('keeps both sides of a span that client and server share', async () => {
  const throughline = ofFile();
  const sides = [
    { kind: 'CLIENT', name: 'call', localEndpoint: { serviceName: 'a' }, duration: 20 },
    {
      kind: 'SERVER',
      name: 'serve',
      localEndpoint: { serviceName: 'b' },
      shared: true,
      duration: 10,
    },
  ];
  const ids = {
    traceId: '463ac35c9f6413ad',
    id: '72485a3953bb6124',
    timestamp: 1_700_000_000_000_000,
  };
  for (const side of sides) {
    const answer = await fetch(`${throughline.zipkin}/api/v2/spans`, {
      method: 'POST',
      body: JSON.stringify([{ ...ids, ...side }]),
    });
    expect([answer.status, await answer.text()]).toEqual([202, '']);
  }
  const spans = await readSpans(throughline.http, '463ac35c9f6413ad', 2);
  expect(spans.get('call')).toMatchObject({ spanId: ids.id, kind: 3, durationUs: 20 });
  expect(spans.get('serve')).toMatchObject({
    spanId: ids.id,
    kind: 2,
    durationUs: 10,
    attributes: { 'zipkin.shared': true },
  });
});

it("reads back what OpenTelemetry's exporter for Zipkin sent", async () => {
  const throughline = ofFile();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'billing', 'service.version': '1.2' }),
    spanProcessors: [
      new SimpleSpanProcessor(new ZipkinExporter({ url: `${throughline.zipkin}/api/v2/spans` })),
    ],
  });
  const tracer = provider.getTracer('e2e', '0.1');
  const root = tracer.startSpan('charge', { kind: SpanKind.PRODUCER });
  const child = tracer.startSpan('check', {}, trace.setSpan(ROOT_CONTEXT, root));
  child.setAttributes({ amount: 12.5, currency: 'EUR' });
  child.addEvent('declined');
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'no funds' });
  child.end();
  root.setStatus({ code: SpanStatusCode.OK });
  root.end();
  await provider.forceFlush();
  const spans = await readSpans(throughline.http, root.spanContext().traceId, 2);
  expect(spans.get('charge')).toMatchObject({ kind: 4, status: { code: 1 } });
  expect(spans.get('check')).toMatchObject({
    parentSpanId: root.spanContext().spanId,
    status: { code: 2, message: 'no funds' },
    resource: { 'service.name': 'billing', 'service.version': '1.2' },
    attributes: { amount: '12.5', currency: 'EUR' },
    events: [{ name: 'declined' }],
  });
  await provider.shutdown();
});

const PROPAGATION: readonly (readonly [string, TextMapPropagator, readonly string[]])[] = [
  ['B3 in one header', new B3Propagator(), ['b3']],
  [
    'B3 in several',
    new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
    ['x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled'],
  ],
  ["Jaeger's header", new JaegerPropagator(), ['uber-trace-id']],
];

it('makes one trace of services that propagate as Zipkin and Jaeger do', async () => {
  const throughline = ofFile();
  for (const [name, propagator, headers] of PROPAGATION) {
    const traceId = await sendPropagated(throughline, propagator, headers);
    const spans = await readSpans(throughline.http, traceId, 2);
    const [client, server] = [spans.get('call'), spans.get('handle')];
    expect(client?.resource, name).toMatchObject({ 'service.name': 'frontend' });
    expect(server?.resource, name).toMatchObject({ 'service.name': 'backend' });
    expect(server?.parentSpanId, name).toBe(client?.spanId);
  }
});

/** A call whose caller reports to Zipkin's port and whose callee to Jaeger's. */
async function sendPropagated(
  { zipkin, jaegerHttp }: Throughline,
  propagator: TextMapPropagator,
  headers: readonly string[],
): Promise<string> {
  const providerOf = (service: string, exporter: SpanExporter) =>
    new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': service }),
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });
  const caller = providerOf('frontend', new ZipkinExporter({ url: `${zipkin}/api/v2/spans` }));
  const callee = providerOf(
    'backend',
    new JaegerExporter({ endpoint: `${jaegerHttp}/api/traces` }),
  );
  const call = caller.getTracer('e2e').startSpan('call', { kind: SpanKind.CLIENT });
  const carrier: Record<string, string> = {};
  propagator.inject(trace.setSpan(ROOT_CONTEXT, call), carrier, defaultTextMapSetter);
  expect(Object.keys(carrier)).toEqual(expect.arrayContaining([...headers]));
  const context = propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  callee.getTracer('e2e').startSpan('handle', { kind: SpanKind.SERVER }, context).end();
  call.end();
  await Promise.all([caller.shutdown(), callee.shutdown()]);
  return call.spanContext().traceId;
}
