// The workload that every ingest figure of ours is measured with: 12 services, 16 spans per trace on
// average, 8 to 11 attributes per span, 2 % errors with an exception event, about 486 bytes per span.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { encodeTraceProtobuf } from '@throughline/model/otlp/protobuf-encode';
import { createRandom, type Random } from './random.ts';

export const SPANS_PER_BODY = 1_000;

const SERVICES = [
  'gateway',
  'auth',
  'cart',
  'catalogue',
  'inventory',
  'payment',
  'pricing',
  'recommendation',
  'search',
  'shipping',
  'notification',
  'currency',
] as const;

const ROUTES = ['/', '/items/{id}', '/items', '/checkout', '/orders/{id}', '/prices'] as const;
const METHODS = ['GET', 'POST', 'PUT'] as const;
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36';
const TABLES = ['orders', 'items', 'users', 'stock', 'prices', 'sessions'] as const;
const STACK = Array.from(
  { length: 8 },
  (_, line) => `    at handler${line} (/app/src/handlers/handler-${line}.js:${40 + line}:17)`,
).join('\n');

const MIN_SPANS_PER_TRACE = 8;
const SPANS_PER_TRACE_RANGE = 17;
const ERROR_RATE = 0.02;
const NS_PER_MS = 1_000_000n;

type Attribute = { key: string; value: Record<string, unknown> };

const text = (key: string, stringValue: string): Attribute => ({ key, value: { stringValue } });
const int = (key: string, value: number): Attribute => ({ key, value: { intValue: value } });

/**
 * One ExportTraceServiceRequest of SPANS_PER_BODY spans in whole traces, which start in the minute
 * before `endNs`. Deterministic in `seed`.
 */
export function canonicalBody(seed: number, endNs: bigint): Uint8Array {
  return requestOf(spansByService(seed, endNs, SPANS_PER_BODY));
}

/**
 * The spans of `bodies` such requests as processes send them: each request has those of one service, and about as
 * many of them. Deterministic in `seed`.
 */
export function canonicalProcesses(seed: number, endNs: bigint, bodies: number): Uint8Array[] {
  const spansOf = spansByService(seed, endNs, bodies * SPANS_PER_BODY);
  return [...spansOf].flatMap(([service, spans]) => {
    const requests = Math.max(1, Math.round(spans.length / SPANS_PER_BODY));
    const size = Math.ceil(spans.length / requests);
    return Array.from({ length: requests }, (_, at) =>
      requestOf(new Map([[service, spans.slice(at * size, (at + 1) * size)]])),
    );
  });
}

function spansByService(seed: number, endNs: bigint, spanCount: number): Map<string, unknown[]> {
  const random = createRandom(seed);
  const spansOf = new Map<string, unknown[]>(SERVICES.map((service) => [service, []]));
  let left = spanCount;
  while (left > 0) {
    const wanted = MIN_SPANS_PER_TRACE + random.below(SPANS_PER_TRACE_RANGE);
    const count = Math.min(left, wanted);
    const startNs = endNs - BigInt(random.below(60_000)) * NS_PER_MS;
    addTrace(random, startNs, count, spansOf);
    left -= count;
  }
  return spansOf;
}

function requestOf(spansOf: ReadonlyMap<string, readonly unknown[]>): Uint8Array {
  const batch = new SpanBatch();
  const resourceSpans = [...spansOf]
    .filter(([, spans]) => spans.length > 0)
    .map(([service, spans]) => resourceSpansOf(service, spans));
  decodeTracesJson({ resourceSpans }, batch, 0);
  return encodeTraceProtobuf(batch).slice();
}

function resourceSpansOf(service: string, spans: readonly unknown[]) {
  return {
    resource: {
      attributes: [
        text('service.name', service),
        text('service.version', '1.4.2'),
        text('service.instance.id', `${service}-7d9f8b6c5-x2x7q`),
        text('deployment.environment.name', 'production'),
        text('host.name', `node-${service.length}`),
        text('telemetry.sdk.language', 'nodejs'),
      ],
    },
    scopeSpans: [
      { scope: { name: '@opentelemetry/instrumentation-http', version: '0.57.2' }, spans },
    ],
  };
}

function addTrace(
  random: Random,
  startNs: bigint,
  count: number,
  spansOf: ReadonlyMap<string, unknown[]>,
): void {
  const traceId = random.hex(16);
  const user = `u-${random.below(20_000)}`;
  const ids: string[] = [];
  for (let at = 0; at < count; at++) {
    const service = at === 0 ? 'gateway' : random.pick(SERVICES);
    const parent = at === 0 ? '' : (ids[Math.floor(random.next() * random.next() * at)] ?? '');
    const span = makeSpan(random, { traceId, parent, service, user, startNs, at });
    ids.push(span.spanId);
    spansOf.get(service)?.push(span);
  }
}

interface SpanPlace {
  readonly traceId: string;
  readonly parent: string;
  readonly service: string;
  readonly user: string;
  readonly startNs: bigint;
  readonly at: number;
}

function makeSpan(random: Random, place: SpanPlace) {
  const { traceId, parent, service, user, at } = place;
  const isError = random.next() < ERROR_RATE;
  const startNs = place.startNs + BigInt(at) * NS_PER_MS + BigInt(random.below(1_000_000));
  const endNs = startNs + BigInt(Math.floor(1e5 + 5e7 * random.next() ** 4));
  const isDatabase = at > 0 && random.next() < 0.3;
  const { name, kind, attributes } = isDatabase
    ? databaseCall(random)
    : httpCall(random, at, isError);
  return {
    traceId,
    spanId: random.hex(8),
    parentSpanId: parent,
    flags: 0x101,
    name,
    kind,
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(endNs),
    attributes: [...attributes, text('app.user.id', user)],
    events: isError ? [exceptionEvent(service, endNs)] : [],
    status: isError ? { code: 2, message: 'upstream request failed' } : {},
  };
}

function httpCall(random: Random, at: number, isError: boolean) {
  const method = random.pick(METHODS);
  const route = random.pick(ROUTES);
  const attributes = [
    text('http.request.method', method),
    text('http.route', route),
    text('url.path', route.replace('{id}', String(random.below(100_000)))),
    int('http.response.status_code', isError ? 500 : 200),
    text('network.protocol.version', '1.1'),
    text('server.address', 'internal.example.com'),
    int('server.port', 8080),
    text('user_agent.original', USER_AGENT),
    ...(random.next() < 0.5 ? [int('http.request.body.size', random.below(10_000))] : []),
    ...(random.next() < 0.5 ? [text('thread.name', `worker-${at % 8}`)] : []),
  ];
  return { name: `${method} ${route}`, kind: at % 2 === 0 ? 2 : 3, attributes };
}

function databaseCall(random: Random) {
  const table = random.pick(TABLES);
  const attributes = [
    text('db.system.name', 'postgresql'),
    text('db.namespace', 'shop'),
    text('db.collection.name', table),
    text('db.operation.name', 'SELECT'),
    text(
      'db.query.text',
      `SELECT id, name, price, currency, updated_at FROM ${table} WHERE id = $1 AND region = $2 AND deleted_at IS NULL ORDER BY updated_at DESC LIMIT 50`,
    ),
    text('server.address', 'db.internal.example.com'),
    { key: 'db.response.cached', value: { boolValue: random.next() < 0.5 } },
  ];
  return { name: `SELECT ${table}`, kind: 3, attributes };
}

function exceptionEvent(service: string, timeNs: bigint) {
  return {
    timeUnixNano: String(timeNs),
    name: 'exception',
    attributes: [
      text('exception.type', 'UpstreamError'),
      text('exception.message', `${service}: upstream request failed`),
      text('exception.stacktrace', `UpstreamError: upstream request failed\n${STACK}`),
    ],
  };
}
