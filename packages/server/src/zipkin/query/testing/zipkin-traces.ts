// Traces for tests of Zipkin's query API, as Zipkin's clients send them: a checkout over three services with both
// sides of a call under one id, one with an error under a 128-bit id, and one without a time.

export const START_MS = 1_769_860_800_000;
export const NOW_NS = BigInt(START_MS + 60_000) * 1_000_000n;

export const CHECKOUT = '463ac35c9f6413ad';
export const FAILED = 'a0000000000000000000000000000001';
export const LATER = 'b000000000000002';

function us(afterMs: number): number {
  return (START_MS + afterMs) * 1000;
}

const PAYMENT = { serviceName: 'payment', ipv4: '10.0.0.2', port: 9000 };
const FRONTEND = { serviceName: 'frontend', ipv4: '10.0.0.1' };

export const CHECKOUT_SPANS = [
  {
    traceId: CHECKOUT,
    id: '463ac35c9f6413ad',
    kind: 'SERVER',
    name: 'post /checkout',
    timestamp: us(0),
    duration: 500_000,
    localEndpoint: FRONTEND,
    tags: { 'http.method': 'POST', 'http.status_code': '200', 'host.name': 'a' },
  },
  {
    traceId: CHECKOUT,
    parentId: '463ac35c9f6413ad',
    id: '72485a3953bb6124',
    kind: 'CLIENT',
    name: 'pay',
    timestamp: us(10),
    duration: 100_000,
    localEndpoint: FRONTEND,
    remoteEndpoint: PAYMENT,
    annotations: [{ timestamp: us(11), value: 'cache.miss' }],
  },
  {
    traceId: CHECKOUT,
    parentId: '463ac35c9f6413ad',
    id: '72485a3953bb6124',
    kind: 'SERVER',
    name: 'pay',
    timestamp: us(20),
    duration: 80_000,
    localEndpoint: PAYMENT,
    shared: true,
  },
];

export const FAILED_SPANS = [
  {
    traceId: FAILED,
    id: '0000000000000001',
    kind: 'SERVER',
    name: 'get /cart',
    timestamp: us(10_000),
    duration: 20_000,
    localEndpoint: FRONTEND,
    tags: { error: 'card refused', 'http.method': 'GET' },
  },
];

export const LATER_SPANS = [
  {
    traceId: LATER,
    id: '0000000000000002',
    name: 'tick',
    timestamp: us(20_000),
    localEndpoint: { serviceName: 'clock' },
  },
];
