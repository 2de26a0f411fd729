// Zipkin's query API of the product: what Zipkin's own client and OpenTelemetry's exporter sent is read as Grafana's
// Zipkin data source reads, and addresses of Zipkin's page lead to Throughline's.

import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { expect, it } from 'vitest';
import {
  Annotation,
  BatchRecorder,
  ExplicitContext,
  InetAddress,
  jsonEncoder,
  TraceId,
  Tracer,
} from 'zipkin';
import { HttpLogger } from 'zipkin-transport-http';
import { eventually, untilStored } from './support/api.ts';
import { createGrafanaZipkin } from './support/grafana-zipkin.ts';
import { startThroughline, type Throughline } from './support/throughline.ts';

/** A call from the shop to the stock, both sides under one id, by zipkin-js. */
function sendCall({ zipkin }: Throughline) {
  const logger = new HttpLogger({
    endpoint: `${zipkin}/api/v2/spans`,
    jsonEncoder: jsonEncoder.JSON_V2,
    httpInterval: 50,
  });
  const sides = ['Shop', 'Stock'].map((localServiceName) => {
    const ctxImpl = new ExplicitContext();
    const recorder = new BatchRecorder({ logger });
    return new Tracer({ ctxImpl, recorder, localServiceName });
  });
  const [shop, stock] = sides;
  if (shop === undefined || stock === undefined) throw new Error('there are two sides');
  const id = shop.createRootId();
  shop.letId(id, () => {
    shop.recordServiceName('Shop');
    shop.recordRpc('get /stock');
    shop.recordBinary('http.path', '/stock');
    shop.recordAnnotation(new Annotation.ClientSend());
    shop.recordAnnotation(
      new Annotation.ServerAddr({
        serviceName: 'Stock',
        host: new InetAddress('10.1.2.3'),
        port: 8080,
      }),
    );
    shop.recordMessage('cache miss');
  });
  // An instrumented server takes the id from the headers, and says that it did.
  const { traceId, parentSpanId: parentId, spanId, sampled } = id;
  const joined = new TraceId({ traceId, parentId, spanId, sampled, shared: true });
  stock.letId(joined, () => {
    stock.recordServiceName('Stock');
    stock.recordRpc('get /stock');
    stock.recordAnnotation(new Annotation.ServerRecv());
    stock.recordAnnotation(new Annotation.ServerSend());
  });
  shop.letId(id, () => shop.recordAnnotation(new Annotation.ClientRecv()));
  return id;
}

it("tells Grafana's Zipkin data source what zipkin-js sent", async () => {
  const throughline = await startThroughline();
  const grafana = createGrafanaZipkin(throughline.zipkin);
  expect(await grafana.health()).toBe(true);
  expect(await grafana.services()).toEqual([]);
  const { traceId, spanId } = sendCall(throughline);
  const spans = await eventually(async () => {
    const found = await grafana.trace(traceId).catch(() => []);
    return found.length === 2 ? found : undefined;
  });
  const [client, server] = [...spans].sort((a, b) => (a.kind ?? '').localeCompare(b.kind ?? ''));
  expect(client).toMatchObject({
    traceId,
    id: spanId,
    kind: 'CLIENT',
    name: 'get /stock',
    localEndpoint: { serviceName: 'shop' },
    remoteEndpoint: { serviceName: 'stock', ipv4: '10.1.2.3', port: 8080 },
    annotations: [{ value: 'cache miss' }],
    tags: { 'http.path': '/stock' },
  });
  expect(client?.shared).toBeUndefined();
  expect(server).toMatchObject({
    traceId,
    id: spanId,
    kind: 'SERVER',
    shared: true,
    localEndpoint: { serviceName: 'stock' },
  });
  expect(await grafana.services()).toEqual(['shop', 'stock']);
  expect(await grafana.spanNames('shop')).toEqual(['get /stock']);
  expect(await grafana.traces('shop', 'get /stock')).toEqual([spans]);
  await expect(grafana.trace('00000000000000aa')).rejects.toThrow(
    '404: 00000000000000aa not found',
  );
  const links = await fetch(`${throughline.zipkin}/zipkin/api/v2/dependencies?endTs=${Date.now()}`);
  expect(await links.json()).toEqual([{ parent: 'shop', child: 'stock', callCount: 1 }]);
  await throughline.stop();
});

it("tells it what OpenTelemetry's exporter sent", async () => {
  const throughline = await startThroughline();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'Billing' }),
    spanProcessors: [
      new SimpleSpanProcessor(new ZipkinExporter({ url: `${throughline.zipkin}/api/v2/spans` })),
    ],
  });
  const tracer = provider.getTracer('e2e', '0.1');
  const root = tracer.startSpan('Charge', { kind: SpanKind.PRODUCER });
  const child = tracer.startSpan('check', {}, trace.setSpan(ROOT_CONTEXT, root));
  child.setAttributes({ amount: 12.5 });
  child.addEvent('declined');
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'no funds' });
  child.end();
  root.end();
  await provider.forceFlush();
  await untilStored(throughline.http);
  const grafana = createGrafanaZipkin(throughline.zipkin);
  const traceId = root.spanContext().traceId;
  const spans = await grafana.trace(traceId);
  expect(spans).toHaveLength(2);
  expect(spans.find(({ name }) => name === 'check')).toMatchObject({
    traceId,
    parentId: root.spanContext().spanId,
    localEndpoint: { serviceName: 'billing' },
    annotations: [{ value: 'declined' }],
    tags: { amount: '12.5', error: 'no funds', 'otel.status_code': 'ERROR' },
  });
  expect(await grafana.traces('billing', 'charge')).toEqual([spans]);
  await provider.shutdown();
  await throughline.stop();
});

it("leads from addresses of Zipkin's page to its own", async () => {
  const throughline = await startThroughline();
  const { traceId } = sendCall(throughline);
  for (const path of [`/zipkin/traces/${traceId}`, '/zipkin/?serviceName=shop&lookback=15m']) {
    const page = await fetch(throughline.zipkin + path);
    expect([path, page.status, new URL(page.url).origin]).toEqual([
      path,
      200,
      new URL(throughline.http).origin,
    ]);
    expect(await page.text()).toContain('<div id="root">');
  }
  await throughline.stop();
});
