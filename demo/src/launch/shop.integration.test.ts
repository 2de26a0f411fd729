// The shop as its users see it: one checkout per fault goes through the real processes, and the spans they export
// say what happened. Everything is sent first and the shop is stopped, so nothing here waits for an export.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULT_NAMES, type FaultName } from '../faults.ts';
import { type OtlpSink, type SeenSpan, startOtlpSink } from '../testing/otlp-sink.ts';
import { startShop } from './shop.ts';

const START_TIMEOUT_MS = 90_000;
const SERVER = 2;
const CLIENT = 3;
const PRODUCER = 4;
const CONSUMER = 5;
const NS_PER_MS = 1_000_000;

interface Answer {
  readonly status: number;
  readonly traceId: string;
}
const answers = new Map<FaultName | 'healthy' | 'unknown-fault', Answer>();
const logged: string[] = [];
let sink: OtlpSink;

async function checkout(gatewayUrl: string, fault?: string): Promise<Answer> {
  const response = await fetch(`${gatewayUrl}/checkout`, {
    method: 'POST',
    headers: fault === undefined ? {} : { 'x-shop-fault': fault },
  });
  await response.arrayBuffer();
  return { status: response.status, traceId: response.headers.get('x-trace-id') ?? '' };
}

beforeAll(async () => {
  sink = await startOtlpSink();
  const shop = await startShop({
    port: 0,
    otlpUrl: sink.url,
    otlpProtocol: 'http/json',
    seed: 1,
    rate: 1,
    count: 0,
    faults: [],
    showcase: false,
    log: (line) => logged.push(line),
  });
  try {
    answers.set('healthy', await checkout(shop.gatewayUrl));
    answers.set('unknown-fault', await checkout(shop.gatewayUrl, 'slow-paiment'));
    await Promise.all(
      FAULT_NAMES.map(async (name) => answers.set(name, await checkout(shop.gatewayUrl, name))),
    );
  } finally {
    await shop.stop();
  }
}, START_TIMEOUT_MS);

afterAll(() => sink.close());

function traceOf(name: FaultName | 'healthy'): readonly SeenSpan[] {
  const traceId = answers.get(name)?.traceId;
  return sink.spans.filter((span) => span.traceId === traceId);
}

function only(spans: readonly SeenSpan[], wanted: Partial<SeenSpan>): SeenSpan {
  const found = spans.filter((span) =>
    Object.entries(wanted).every(([key, value]) => span[key as keyof SeenSpan] === value),
  );
  expect(found, JSON.stringify(wanted)).toHaveLength(1);
  return found[0] as SeenSpan;
}

const lengthMs = (span: SeenSpan): number => Number(span.endNs - span.startNs) / NS_PER_MS;
const sqlOf = (span: SeenSpan): string => String(span.attributes['db.query.text'] ?? '');
const charge = (trace: readonly SeenSpan[]): SeenSpan =>
  only(trace, { service: 'payment', name: 'POST /charge', kind: SERVER });
const door = (trace: readonly SeenSpan[]): SeenSpan =>
  only(trace, { service: 'gateway', name: 'POST /checkout', kind: SERVER });

describe('a healthy checkout', () => {
  it('is one connected trace through every service that is called', () => {
    const trace = traceOf('healthy');
    expect(answers.get('healthy')?.status).toBe(201);
    expect(new Set(trace.map(({ service }) => service))).toEqual(
      new Set(['gateway', 'auth', 'cart', 'inventory', 'currency', 'payment', 'shipping']),
    );
    const ids = new Set(trace.map(({ spanId }) => spanId));
    const roots = trace.filter(({ parentSpanId }) => !ids.has(parentSpanId ?? ''));
    expect(roots).toEqual([door(trace)]);
    expect(door(trace).parentSpanId).toBeUndefined();
    expect(trace.filter(({ isError }) => isError)).toEqual([]);
  });

  it('shows HTTP, gRPC and SQL on both sides of the wire', () => {
    const trace = traceOf('healthy');
    for (const kind of [CLIENT, SERVER]) {
      only(trace, { name: 'grpc.shop.Shipping/CreateShipment', kind });
    }
    expect(charge(trace).attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/charge',
    });
    const insert = trace.find((span) => sqlOf(span).startsWith('INSERT INTO payments'));
    expect(insert?.parentSpanId).toBe(charge(trace).spanId);
    expect(insert?.attributes['db.system.name']).toBe('postgresql');
  });

  it('says which process of which version it was', () => {
    expect(charge(traceOf('healthy')).resource).toMatchObject({
      'service.name': 'payment',
      'service.namespace': 'shop',
      'service.version': expect.any(String),
      'service.instance.id': expect.any(String),
      'deployment.environment.name': 'demo',
    });
  });

  it('is followed by a notification in a trace of its own, linked to the message', () => {
    const sent = only(traceOf('healthy'), { service: 'cart', kind: PRODUCER });
    const processed = sink.spans.filter(
      ({ kind, links }) => kind === CONSUMER && links.some(({ spanId }) => spanId === sent.spanId),
    );
    const consumer = only(processed, { service: 'notification', name: 'process orders' });
    expect(consumer.links.map(({ traceId }) => traceId)).toEqual([sent.traceId]);
    expect(consumer.traceId).not.toBe(sent.traceId);
    expect(consumer.parentSpanId).toBeUndefined();
    expect(consumer.attributes).toMatchObject({
      'messaging.system': 'shop-queue',
      'messaging.destination.name': 'orders',
      'messaging.operation.type': 'process',
      'messaging.message.id': sent.attributes['messaging.message.id'],
    });
    const after = sink.spans.filter(({ traceId }) => traceId === consumer.traceId);
    expect(after.map(({ service }) => service)).toContain('auth');
  });
});

describe('a fault of one request', () => {
  it('slow-payment: payment has 3.8 s of about 4 s', () => {
    const trace = traceOf('slow-payment');
    expect(answers.get('slow-payment')?.status).toBe(201);
    expect(lengthMs(charge(trace))).toBeGreaterThanOrEqual(3_795);
    expect(lengthMs(charge(trace)) / lengthMs(door(trace))).toBeGreaterThan(0.7);
    expect(door(trace).attributes['shop.fault']).toBe('slow-payment');
  });

  it('payment-error: the exception is on payment, and the gateway answers 502', () => {
    const trace = traceOf('payment-error');
    expect(answers.get('payment-error')?.status).toBe(502);
    expect(charge(trace).isError).toBe(true);
    expect(charge(trace).events.map(({ name }) => name)).toEqual(['exception']);
    expect(door(trace).isError).toBe(true);
    expect(door(trace).attributes['http.response.status_code']).toBe(502);
    only(trace, { service: 'inventory', name: 'grpc.shop.Inventory/Release', kind: SERVER });
    expect(trace.some(({ service }) => service === 'shipping')).toBe(false);
  });

  it('lost-context: the trace ends in cart, and what cart calls begins traces of its own', () => {
    const trace = traceOf('lost-context');
    expect(answers.get('lost-context')?.status).toBe(201);
    expect(new Set(trace.map(({ service }) => service))).toEqual(
      new Set(['gateway', 'auth', 'cart']),
    );
    const lost = sink.spans.filter(
      ({ service, kind, parentSpanId }) =>
        service !== 'gateway' && kind === SERVER && parentSpanId === undefined,
    );
    expect(lost.map(({ service }) => service).sort()).toEqual([
      'currency',
      'inventory',
      'inventory',
      'payment',
      'shipping',
    ]);
    const unlinked = sink.spans.filter(
      ({ kind, links }) => kind === CONSUMER && links.length === 0,
    );
    expect(unlinked).toHaveLength(1);
  });

  it('clock-skew: shipping begins five seconds before it is called, and nobody else does', () => {
    const trace = traceOf('clock-skew');
    const name = 'grpc.shop.Shipping/CreateShipment';
    const caller = only(trace, { name, kind: CLIENT });
    const callee = only(trace, { name, kind: SERVER });
    expect(callee.parentSpanId).toBe(caller.spanId);
    const behindMs = Number(caller.startNs - callee.startNs) / NS_PER_MS;
    expect(behindMs).toBeGreaterThan(4_000);
    expect(behindMs).toBeLessThanOrEqual(5_001);
    const early = trace.filter(({ startNs }) => startNs + 1_000_000_000n < door(trace).startNs);
    expect(new Set(early.map(({ service }) => service))).toEqual(new Set(['shipping']));
  });

  it('n-plus-one: inventory asks the database once per product', () => {
    const perProduct = (trace: readonly SeenSpan[]) =>
      trace.filter(
        (span) => span.service === 'inventory' && sqlOf(span).endsWith('WHERE sku = $1'),
      );
    expect(perProduct(traceOf('healthy'))).toHaveLength(0);
    expect(perProduct(traceOf('n-plus-one'))).toHaveLength(8);
  });

  it('retry-storm: cart asks currency 25 times, then goes on without it', () => {
    const trace = traceOf('retry-storm');
    expect(answers.get('retry-storm')?.status).toBe(201);
    const asked = trace.filter(({ service, kind }) => service === 'currency' && kind === SERVER);
    expect(asked).toHaveLength(25);
    expect(asked.every(({ isError }) => isError)).toBe(true);
    expect(door(trace).isError).toBe(false);
  });

  it('that does not exist is refused', () => {
    expect(answers.get('unknown-fault')?.status).toBe(400);
  });
});

it('has nothing to complain about', () => {
  expect(logged).toEqual([]);
});
