// Jaeger's own client for Node.js, unmodified, over UDP and over HTTP, and OpenTelemetry's exporter for Jaeger:
// each sends to where it always sent, and Throughline's API gives back what it sent. And the remote samplers of both,
// which follow what they are told.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { JaegerExporter } from '@opentelemetry/exporter-jaeger';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { JaegerRemoteSampler } from '@opentelemetry/sampler-jaeger-remote';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { initTracer, type TracingConfig } from 'jaeger-client';
import { FORMAT_HTTP_HEADERS, followsFrom } from 'opentracing';
import { expect, it, onTestFinished, vi } from 'vitest';
import { readSpans } from './support/read-spans.ts';
import {
  startThroughline,
  type Throughline,
  temporaryFolder,
  throughlineOfFile,
} from './support/throughline.ts';

const ofFile = throughlineOfFile();

type Reporter = TracingConfig['reporter'];

const REPORTERS: readonly (readonly [string, (throughline: Throughline) => Reporter])[] = [
  [
    'UDP',
    ({ jaegerBinary }) => ({
      agentHost: '127.0.0.1',
      agentPort: Number(new URL(jaegerBinary).port),
    }),
  ],
  ['HTTP', ({ jaegerHttp }) => ({ collectorEndpoint: `${jaegerHttp}/api/traces` })],
];

/** A request with a call in it and a job that follows; gives the trace's id. */
async function sendByJaegerClient(reporter: Reporter): Promise<string> {
  const tracer = initTracer(
    {
      serviceName: 'frontend',
      sampler: { type: 'const', param: 1 },
      traceId128bit: true,
      reporter,
    },
    { tags: { region: 'eu' } },
  );
  const server = tracer.startSpan('GET /cart', {
    tags: { 'span.kind': 'server', 'http.status_code': 200, ratio: 0.5, cached: false },
  });
  const client = tracer.startSpan('SELECT', { childOf: server, tags: { 'span.kind': 'client' } });
  client.setTag('error', true);
  client.log({ event: 'retry', attempt: 2, reason: 'grüße' });
  client.finish();
  tracer.startSpan('send mail', { references: [followsFrom(server.context())] }).finish();
  server.finish();
  const headers: Record<string, string> = {};
  tracer.inject(server, FORMAT_HTTP_HEADERS, headers);
  await new Promise<void>((resolve) => tracer.close(resolve));
  const [traceId = ''] = decodeURIComponent(headers['uber-trace-id'] ?? '').split(':');
  return traceId.padStart(32, '0');
}

it.each(REPORTERS)('reads back what jaeger-client sent over %s', async (_, reporterOf) => {
  const throughline = ofFile();
  const traceId = await sendByJaegerClient(reporterOf(throughline));
  const spans = await readSpans(throughline.http, traceId, 3);
  const server = spans.get('GET /cart');
  expect(server).toMatchObject({ kind: 2, status: {}, parentSpanId: undefined });
  expect(server?.resource).toMatchObject({
    'service.name': 'frontend',
    region: 'eu',
    'jaeger.version': 'Node-3.19.0',
  });
  expect(server?.resource['host.name']).toEqual(expect.any(String));
  expect(server?.attributes).toMatchObject({
    'http.status_code': 200,
    ratio: 0.5,
    cached: false,
    'sampler.type': 'const',
  });
  expect(spans.get('SELECT')).toMatchObject({
    kind: 3,
    parentSpanId: server?.spanId,
    status: { code: 2 },
    events: [{ name: 'retry', attributes: { attempt: 2, reason: 'grüße' } }],
  });
  expect(spans.get('SELECT')?.attributes).not.toHaveProperty('error');
  expect(spans.get('send mail')).toMatchObject({
    kind: 0,
    parentSpanId: server?.spanId,
    links: [{ spanId: server?.spanId, attributes: { 'opentracing.ref_type': 'follows_from' } }],
  });
});

it("reads back what OpenTelemetry's exporter for Jaeger sent", async () => {
  const throughline = ofFile();
  const exporter = new JaegerExporter({ endpoint: `${throughline.jaegerHttp}/api/traces` });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'billing', 'service.version': '1.2' }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const span = provider.getTracer('e2e', '0.1').startSpan('charge', { kind: SpanKind.PRODUCER });
  span.setAttributes({ amount: 12.5, currency: 'EUR' });
  span.addEvent('declined', { code: 51 });
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'no funds' });
  span.end();
  await provider.forceFlush();
  const spans = await readSpans(throughline.http, span.spanContext().traceId, 1);
  expect(spans.get('charge')).toMatchObject({
    kind: 4,
    status: { code: 2, message: 'no funds' },
    resource: { 'service.name': 'billing' },
    attributes: { amount: 12.5, currency: 'EUR', 'service.version': '1.2' },
    events: [{ name: 'declined' }],
  });
  await provider.shutdown();
});

/** Short beside the second after which a changed file is seen. */
const POLL_MS = 100;

/** A changed file is seen within seconds even when the machine is busy. */
const FOLLOWED = { timeout: 20_000, interval: POLL_MS };

/** OpenTelemetry's sampler never stops asking by itself. */
function remoteSampler(endpoint: string): JaegerRemoteSampler {
  const intervals = vi.spyOn(globalThis, 'setInterval');
  const sampler = new JaegerRemoteSampler({
    endpoint,
    serviceName: 'billing',
    initialSampler: new AlwaysOnSampler(),
    poolingInterval: POLL_MS,
  });
  const { value } = intervals.mock.results[0] ?? {};
  intervals.mockRestore();
  onTestFinished(() => clearInterval(value));
  return sampler;
}

it("OpenTelemetry's JaegerRemoteSampler follows a file of strategies that changes", async () => {
  const dataDir = temporaryFolder();
  const file = join(dataDir, 'strategies.json');
  const write = (billing: object): void =>
    writeFileSync(
      file,
      JSON.stringify({ service_strategies: [{ service: 'billing', ...billing }] }),
    );
  write({ type: 'probabilistic', param: 0 });
  const args = ['--data-dir', join(dataDir, 'data'), '--sampling-strategies-file', file];
  const throughline = await startThroughline({ args });
  const exporter = new JaegerExporter({ endpoint: `${throughline.jaegerHttp}/api/traces` });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'billing' }),
    sampler: remoteSampler(throughline.jaegerSampling),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const span = (name: string) => {
    const started = provider.getTracer('e2e').startSpan(name);
    started.end();
    return started;
  };
  const isSampled = (name: string): boolean => (span(name).spanContext().traceFlags & 1) === 1;
  await vi.waitFor(() => expect(isSampled('charge')).toBe(false), FOLLOWED);
  const operation = { operation: 'refund', type: 'probabilistic', param: 1 };
  write({ type: 'probabilistic', param: 0, operation_strategies: [operation] });
  await vi.waitFor(() => expect(isSampled('refund')).toBe(true), FOLLOWED);
  expect(isSampled('charge')).toBe(false);
  const { traceId } = span('refund').spanContext();
  await provider.forceFlush();
  expect([...(await readSpans(throughline.http, traceId, 1)).keys()]).toEqual(['refund']);
  await provider.shutdown();
  await throughline.stop();
});

it("jaeger-client's remote sampler follows strategies that are put", async () => {
  const throughline = ofFile();
  const put = async (strategy: object): Promise<void> => {
    const response = await fetch(`${throughline.http}/api/v1/sampling/strategies`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ default_strategy: strategy }),
    });
    expect(response.status).toBe(200);
  };
  const tracer = initTracer(
    {
      serviceName: 'frontend',
      sampler: {
        type: 'remote',
        param: 0,
        hostPort: throughline.jaegerSampling,
        refreshIntervalMs: POLL_MS,
      },
      reporter: { collectorEndpoint: `${throughline.jaegerHttp}/api/traces` },
    },
    {},
  );
  const flagsOf = (): string | undefined => {
    const headers: Record<string, string> = {};
    const span = tracer.startSpan('GET /cart');
    tracer.inject(span, FORMAT_HTTP_HEADERS, headers);
    span.finish();
    const [, , , flags] = decodeURIComponent(headers['uber-trace-id'] ?? '').split(':');
    return flags;
  };
  expect(flagsOf()).toBe('0');
  await put({ type: 'ratelimiting', param: 1_000 });
  await vi.waitFor(() => expect(flagsOf()).toBe('1'), FOLLOWED);
  await put({ type: 'probabilistic', param: 0 });
  await vi.waitFor(() => expect(flagsOf()).toBe('0'), FOLLOWED);
  const cart = { operation: 'GET /cart', type: 'probabilistic', param: 1 };
  await put({ type: 'probabilistic', param: 0, operation_strategies: [cart] });
  await vi.waitFor(() => expect(flagsOf()).toBe('1'), FOLLOWED);
  await new Promise<void>((resolve) => tracer.close(resolve));
});
