// Traces for tests of Jaeger's query API: a checkout over three services, one of them with another clock, a trace
// with an error, one under a 64-bit id, and one with both sides of a call under one id.

export const START_MS = 1_769_860_800_000;
export const NOW_NS = BigInt(START_MS + 60_000) * 1_000_000n;

export const CHECKOUT = '5b8efff798038103d269b633813fc60c';
export const FAILED = 'a0000000000000000000000000000001';
/** Of 64 bits. */
export const SHORT = '00000000000000000000000000000abc';
export const SHARED = 'b0000000000000000000000000000002';

interface TestSpan {
  readonly traceId: string;
  readonly id: number;
  readonly parent?: number;
  readonly name: string;
  readonly kind: number;
  readonly afterMs: number;
  readonly durationMs: number;
  readonly more?: Record<string, unknown>;
}

export function attributes(values: Record<string, object>) {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

function resourceSpans(service: string, host: string, spans: readonly TestSpan[]) {
  const hex = (id: number): string => id.toString(16).padStart(16, '0');
  const atMs = (ms: number): string => String((BigInt(START_MS) + BigInt(ms)) * 1_000_000n);
  const named: Record<string, object> =
    service === '' ? {} : { 'service.name': { stringValue: service } };
  return {
    resource: { attributes: attributes({ ...named, 'host.name': { stringValue: host } }) },
    scopeSpans: [
      {
        scope: { name: 'hand', version: '1.2' },
        spans: spans.map(({ traceId, id, parent, afterMs, durationMs, more, name, kind }) => ({
          traceId,
          spanId: hex(id),
          ...(parent === undefined ? {} : { parentSpanId: hex(parent) }),
          name,
          kind,
          startTimeUnixNano: atMs(afterMs),
          endTimeUnixNano: atMs(afterMs + durationMs),
          ...more,
        })),
      },
    ],
  };
}

const SERVER = 2;
const CLIENT = 3;

export const TRACES = {
  resourceSpans: [
    resourceSpans('shop', 'a', [
      {
        traceId: CHECKOUT,
        id: 1,
        name: 'POST /checkout',
        kind: SERVER,
        afterMs: 0,
        durationMs: 500,
        more: {
          attributes: attributes({
            'http.status_code': { intValue: '200' },
            region: { stringValue: 'eu' },
          }),
          events: [
            {
              timeUnixNano: String((BigInt(START_MS) + 1n) * 1_000_000n),
              name: 'cart read',
              attributes: attributes({ items: { intValue: '3' } }),
            },
          ],
        },
      },
      {
        traceId: CHECKOUT,
        id: 2,
        parent: 1,
        name: 'pay',
        kind: CLIENT,
        afterMs: 10,
        durationMs: 100,
      },
      {
        traceId: FAILED,
        id: 1,
        name: 'POST /checkout',
        kind: SERVER,
        afterMs: 10_000,
        durationMs: 20,
        more: {
          status: { code: 2, message: 'card refused' },
          attributes: attributes({ gold: { boolValue: true }, ratio: { doubleValue: 2.5 } }),
        },
      },
      { traceId: SHORT, id: 1, name: 'GET /', kind: SERVER, afterMs: 20_000, durationMs: 5 },
      { traceId: SHARED, id: 9, name: 'call', kind: CLIENT, afterMs: 30_000, durationMs: 80 },
    ]),
    resourceSpans('payment', 'b', [
      // Its clock is 200 ms behind.
      {
        traceId: CHECKOUT,
        id: 3,
        parent: 2,
        name: 'charge',
        kind: SERVER,
        afterMs: -165,
        durationMs: 50,
      },
      { traceId: SHARED, id: 9, name: 'answer', kind: SERVER, afterMs: 30_010, durationMs: 50 },
    ]),
    resourceSpans('stock', 'a', [
      {
        traceId: CHECKOUT,
        id: 4,
        parent: 1,
        name: 'reserve',
        kind: SERVER,
        afterMs: 200,
        durationMs: 30,
      },
      { traceId: CHECKOUT, id: 5, parent: 99, name: 'lost', kind: 1, afterMs: 210, durationMs: 1 },
      {
        traceId: SHARED,
        id: 10,
        parent: 9,
        name: 'SELECT',
        kind: SERVER,
        afterMs: 30_020,
        durationMs: 5,
      },
    ]),
    resourceSpans('', 'c', [
      {
        traceId: SHORT,
        id: 2,
        parent: 1,
        name: 'nameless',
        kind: 0,
        afterMs: 20_001,
        durationMs: 1,
      },
    ]),
  ],
};
