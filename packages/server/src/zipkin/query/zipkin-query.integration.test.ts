// Zipkin's query API over the real store and engine, on the port that took the spans.

import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { silentLogger } from '@throughline/storage/contract/logger';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_QUERY_LIMITS } from '../../http/testing/create-test-app.ts';
import type { Listener } from '../../listener.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import { createZipkinListener } from '../zipkin-listener.ts';
import {
  CHECKOUT,
  CHECKOUT_SPANS,
  FAILED,
  FAILED_SPANS,
  LATER,
  LATER_SPANS,
  NOW_NS,
  START_MS,
} from './testing/zipkin-traces.ts';

const metrics = createMetrics({ version: 'test', withProcessMetrics: false });

/** Of OTLP, with names that are not in lower case. */
const SHOUTING = 'c0000000000000000000000000000003';

let store: SpanStore;
let listener: Listener;
let isReady = true;

beforeAll(async () => {
  store = await openTestStore();
  listener = createZipkinListener({
    store,
    metrics: metrics.ingest,
    logger: silentLogger,
    host: '127.0.0.1',
    port: 0,
    corsOrigins: ['*'],
    maxRequestBytes: 1_000_000,
    query: {
      store,
      metrics,
      logger: pino({ level: 'silent' }),
      version: '0.0.0-test',
      host: '127.0.0.1',
      limits: TEST_QUERY_LIMITS,
      readiness: async () => ({ ready: isReady, reasons: isReady ? [] : ['engine away'] }),
      nowNs: () => NOW_NS,
      pagePort: () => '16686',
    },
  });
  await listener.start();
  const sent = await fetch(`${listener.url}/api/v2/spans`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([...CHECKOUT_SPANS, ...FAILED_SPANS, ...LATER_SPANS]),
  });
  expect(sent.status).toBe(202);
  await store.append(0, (batch) => decodeTracesJson(shouting(), batch, START_MS));
  await store.drained();
});

afterAll(async () => {
  await listener.stop(0);
  await store.close(0);
});

function shouting() {
  const startNs = BigInt(START_MS + 30_000) * 1_000_000n;
  return {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'Clock' } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: SHOUTING,
                spanId: '0000000000000003',
                name: 'TICK (Loud)',
                kind: 1,
                startTimeUnixNano: String(startNs),
                endTimeUnixNano: String(startNs + 5_000_000n),
                attributes: [
                  { key: 'peer.service', value: { stringValue: 'Bell' } },
                  { key: 'times', value: { intValue: '3' } },
                ],
                status: { code: 2, message: 'cracked' },
              },
            ],
          },
        ],
      },
    ],
  };
}

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(listener.url + path, { headers, redirect: 'manual' });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

async function json(path: string): Promise<unknown> {
  const { status, text } = await get(path);
  expect([path, status, status === 200 ? '' : text]).toEqual([path, 200, '']);
  return JSON.parse(text);
}

interface Told {
  readonly traceId: string;
}

const RANGE = `endTs=${START_MS + 60_000}&lookback=120000`;

/** Of each trace its id, newest first. */
async function found(query: string): Promise<string[]> {
  const traces = (await json(`/api/v2/traces?${RANGE}&${query}`)) as Told[][];
  return traces.map((spans) => spans[0]?.traceId ?? '');
}

describe('names', () => {
  it.each([
    ['/api/v2/services', ['clock', 'frontend', 'payment']],
    ['/zipkin/api/v2/services', ['clock', 'frontend', 'payment']],
    ['/api/v2/spans?serviceName=frontend', ['get /cart', 'pay', 'post /checkout']],
    ['/api/v2/spans?serviceName=FrontEnd', ['get /cart', 'pay', 'post /checkout']],
    ['/api/v2/spans?serviceName=clock', ['tick', 'tick (loud)']],
    ['/api/v2/spans?serviceName=nobody', []],
    ['/api/v2/spans?serviceName=', []],
    ['/api/v2/remoteServices?serviceName=frontend', ['payment']],
    ['/api/v2/remoteServices?serviceName=clock', ['bell']],
    ['/api/v2/remoteServices?serviceName=payment', []],
    ['/api/v2/autocompleteValues?key=http.method', ['GET', 'POST']],
    ['/api/v2/autocompleteValues?key=times', ['3']],
    ['/api/v2/autocompleteValues?key=nothing', []],
  ])('%s', async (path, names) => {
    expect(await json(path)).toEqual(names);
  });

  it('of tags are those that spans have', async () => {
    const keys = await json('/api/v2/autocompleteKeys');
    expect(keys).toEqual(['error', 'http.method', 'http.status_code', 'times']);
  });

  it.each(['spans', 'remoteServices'])('%s need a service', async (path) => {
    const { status, text } = await get(`/api/v2/${path}`);
    expect([status, text]).toEqual([
      400,
      'Mandatory parameter/header/attribute is missing: serviceName',
    ]);
  });
});

describe('a trace by id', () => {
  it('comes back as it was sent', async () => {
    const spans = (await json(`/api/v2/trace/${CHECKOUT}`)) as Told[];
    expect(spans).toHaveLength(CHECKOUT_SPANS.length);
    expect(spans).toEqual(expect.arrayContaining(CHECKOUT_SPANS));
    expect(await json(`/zipkin/api/v2/trace/${FAILED}`)).toEqual(FAILED_SPANS);
  });

  it('is JSON as Zipkin calls it', async () => {
    const { headers } = await get(`/api/v2/trace/${CHECKOUT}`);
    expect(headers.get('content-type')).toBe('application/json');
  });

  it.each([
    ['with zeros in front', CHECKOUT.padStart(32, '0')],
    ['of 16 digits', CHECKOUT],
  ])('is found by an id %s', async (_, id) => {
    expect(await json(`/api/v2/trace/${id}`)).toHaveLength(CHECKOUT_SPANS.length);
  });

  it.each([
    ['00000000000000aa', 404, '00000000000000aa not found'],
    ['zz', 400, 'zz should be lower-hex encoded with no prefix'],
    ['0xa', 400, '0xa should be lower-hex encoded with no prefix'],
    ['ABC', 400, 'ABC should be lower-hex encoded with no prefix'],
    ['0000', 400, 'traceId is all zeros'],
    ['1'.repeat(33), 400, 'traceId.length > 32'],
    ['abc', 404, '0000000000000abc not found'],
  ])('%j: %i', async (id, status, text) => {
    const answer = await get(`/api/v2/trace/${id}`);
    expect([answer.status, answer.text]).toEqual([status, text]);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });
});

describe('many traces by id', () => {
  it('are those that there are', async () => {
    const ids = `${LATER},00000000000000aa,${FAILED}`;
    expect(await json(`/api/v2/traceMany?traceIds=${ids}`)).toEqual([LATER_SPANS, FAILED_SPANS]);
  });

  it.each([
    ['', 'Mandatory parameter/header/attribute is missing: traceIds'],
    ['?traceIds=', 'traceIds parameter is empty'],
    ['?traceIds=a', 'Use /api/v2/trace/{traceId} endpoint to retrieve a single trace'],
    ['?traceIds=a,b,000a', 'redundant traceId: 000a'],
    ['?traceIds=a,,b', 'traceId is empty'],
  ])('%s: refused', async (query, text) => {
    const answer = await get(`/api/v2/traceMany${query}`);
    expect([answer.status, answer.text]).toEqual([400, text]);
  });
});

describe('a search', () => {
  it.each([
    ['', [SHOUTING, LATER, FAILED, CHECKOUT]],
    ['limit=2', [SHOUTING, LATER]],
    ['serviceName=frontend', [FAILED, CHECKOUT]],
    ['serviceName=FRONTEND&spanName=all', [FAILED, CHECKOUT]],
    ['serviceName=all', []],
    ['serviceName=clock', [SHOUTING, LATER]],
    ['serviceName=nobody', []],
    ['serviceName=payment&spanName=pay', [CHECKOUT]],
    ['serviceName=payment&spanName=POST%20/checkout', []],
    ['spanName=POST%20/checkout', [CHECKOUT]],
    ['spanName=tick%20(loud)', [SHOUTING]],
    ['serviceName=frontend&remoteServiceName=Payment', [CHECKOUT]],
    ['remoteServiceName=bell', [SHOUTING]],
    ['annotationQuery=cache.miss', [CHECKOUT]],
    ['annotationQuery=http.method', [FAILED, CHECKOUT]],
    ['annotationQuery=http.method=POST', [CHECKOUT]],
    ['annotationQuery=host.name=a', [CHECKOUT]],
    ['annotationQuery=http.method=post', []],
    ['annotationQuery=times=3', [SHOUTING]],
    ['annotationQuery=error', [SHOUTING, FAILED]],
    ['annotationQuery=error=cracked', [SHOUTING]],
    ['annotationQuery=error=card%20refused', [FAILED]],
    ['annotationQuery=error=true', []],
    ['annotationQuery=error%20and%20http.method=GET', [FAILED]],
    // On different spans of one service.
    ['serviceName=frontend&annotationQuery=cache.miss%20and%20http.status_code=200', [CHECKOUT]],
    ['serviceName=payment&annotationQuery=cache.miss', []],
    ['minDuration=100000', [CHECKOUT]],
    ['minDuration=4000&maxDuration=20000', [SHOUTING, FAILED]],
    ['serviceName=payment&minDuration=100000', []],
    ['serviceName=payment&minDuration=80000&maxDuration=80000', [CHECKOUT]],
  ])('for %j', async (query, ids) => {
    expect(await found(query)).toEqual(ids);
  });

  it('tells whole traces', async () => {
    const [trace] = (await json(`/api/v2/traces?${RANGE}&serviceName=payment`)) as unknown[][];
    expect(trace).toHaveLength(CHECKOUT_SPANS.length);
    expect(trace).toEqual(expect.arrayContaining(CHECKOUT_SPANS));
  });

  it('takes both ends of its range', async () => {
    const at = (endMs: number, lookbackMs: number) =>
      json(`/api/v2/traces?endTs=${endMs}&lookback=${lookbackMs}`) as Promise<unknown[]>;
    expect(await at(START_MS, 1000)).toHaveLength(1);
    expect(await at(START_MS - 1, 1000)).toHaveLength(0);
    expect(await at(START_MS + 10_000, 10_000)).toHaveLength(2);
    expect(await at(START_MS + 10_000, 9_999)).toHaveLength(1);
  });

  it('without a time goes back a day from now', async () => {
    expect(await json('/api/v2/traces')).toHaveLength(4);
  });

  it.each([
    ['endTs=0', 'endTs <= 0'],
    ['lookback=-1', 'lookback <= 0'],
    ['limit=0', 'limit <= 0'],
    ['minDuration=0', 'minDuration <= 0'],
    ['minDuration=2&maxDuration=1', 'maxDuration < minDuration'],
    ['maxDuration=1', 'maxDuration is only valid with minDuration'],
    ['endTs=now', 'For input string: "now"'],
  ])('%s is refused', async (query, text) => {
    const answer = await get(`/api/v2/traces?${query}`);
    expect([answer.status, answer.text]).toEqual([400, text]);
  });
});

describe('dependencies', () => {
  it('are calls between services', async () => {
    expect(await json(`/api/v2/dependencies?endTs=${START_MS + 60_000}`)).toEqual([
      { parent: 'frontend', child: 'payment', callCount: 1 },
      // It sends no spans; the call says that it failed.
      { parent: 'clock', child: 'bell', callCount: 1, errorCount: 1 },
    ]);
    expect(await json(`/api/v2/dependencies?endTs=${START_MS - 60_000}`)).toEqual([]);
  });

  it('need an end', async () => {
    const answer = await get('/api/v2/dependencies');
    expect([answer.status, answer.text]).toEqual([
      400,
      'Mandatory parameter/header/attribute is missing: endTs',
    ]);
  });
});

describe('the process', () => {
  it('tells how it is', async () => {
    expect(await json('/health')).toMatchObject({ status: 'UP', zipkin: { status: 'UP' } });
    isReady = false;
    const { status, text } = await get('/health');
    isReady = true;
    expect([status, JSON.parse(text)]).toMatchObject([503, { status: 'DOWN' }]);
    expect(text).toContain('engine away');
  });

  it('tells what it is, and what a page needs to know', async () => {
    expect(await json('/info')).toMatchObject({
      zipkin: { commit: 'throughline-0.0.0-test' },
    });
    expect(await json('/zipkin/config.json')).toMatchObject({
      queryLimit: 10,
      defaultLookback: 900_000,
      searchEnabled: true,
      dependency: { enabled: true },
    });
  });

  it('counts questions, by route', async () => {
    await get('/zipkin/api/v2/services');
    const { text } = await get('/prometheus');
    expect(text).toMatch(
      /throughline_zipkin_request_duration_seconds_count\{method="GET",route="\/zipkin\/api\/v2\/services",status="200"\} [1-9]/,
    );
  });
});

describe('addresses of the page', () => {
  it.each([
    ['/', '/zipkin/'],
    ['/zipkin/', ':16686/'],
    [`/zipkin/traces/${CHECKOUT}`, `:16686/trace/${CHECKOUT}`],
    ['/zipkin/dependency', ':16686/map'],
    [
      '/zipkin/dependency?startTime=1769860800000&endTime=1769864400000',
      ':16686/map?start=1769860800000&end=1769864400000',
    ],
    [
      '/zipkin/?serviceName=FRONTEND&spanName=pay&annotationQuery=error%20and%20a%3Db&lookback=15m',
      `:16686/?${new URLSearchParams({
        q: '{ resource.service.name = "frontend" && name = "pay" && status = error && .a = "b" }',
        start: 'now-15m',
      }).toString()}`,
    ],
    [
      '/zipkin/?serviceName=all&minDuration=1500&endTs=1769860800000&lookback=3600000',
      ':16686/?q=%7B+duration+%3E%3D+1.5ms+%7D&start=1769857200000&end=1769860800000',
    ],
    [
      '/zipkin/?lookback=range&startTs=1769857200000&endTs=1769860800000',
      ':16686/?start=1769857200000&end=1769860800000',
    ],
    ['/zipkin?lookback=millis&millis=900000', ':16686/?start=now-900s'],
  ])('%s leads to %s', async (old, now) => {
    const { status, headers } = await get(old);
    const page = now.startsWith(':') ? `http://127.0.0.1${now}` : now;
    expect([status, headers.get('location')]).toEqual([302, page]);
  });
});

describe('every answer', () => {
  it('is for this machine, and no page of another origin', async () => {
    const { headers } = await get('/api/v2/services', { origin: 'http://evil.example' });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is compressed when that saves something', async () => {
    const path = `/api/v2/traces?${RANGE}`;
    const response = await fetch(listener.url + path, { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.json()).toHaveLength(4);
  });
});
