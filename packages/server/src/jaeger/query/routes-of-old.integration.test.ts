// Jaeger's HTTP API of old over the real store and engine: what its page and Grafana ask, and what they read.

import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppInstance } from '../../http/app-instance.ts';
import { createTestApp } from '../../http/testing/create-test-app.ts';
import {
  CHECKOUT,
  FAILED,
  NOW_NS,
  SHARED,
  SHORT,
  START_MS,
  TRACES,
} from './testing/query-traces.ts';

let store: SpanStore;
let app: AppInstance;

beforeAll(async () => {
  store = await openTestStore();
  await store.append(1, (batch) => decodeTracesJson(TRACES, batch, START_MS));
  await store.drained();
  app = await createTestApp({ store, nowNs: () => NOW_NS });
});

afterAll(async () => {
  await app.close();
  await store.close(10_000);
});

async function get(url: string) {
  const answer = await app.inject(url);
  return { ...answer, status: answer.statusCode, json: JSON.parse(answer.body) };
}

/** The trace ids that a search finds, in order. */
async function found(query: Record<string, string | string[]>): Promise<string[]> {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of [value].flat()) parameters.append(name, item);
  }
  const { json, status } = await get(`/api/traces?${parameters}`);
  expect({ status, errors: json.errors }).toEqual({ status: 200, errors: null });
  return json.data.map((trace: { traceID: string }) => trace.traceID);
}

const SHORT_ID = SHORT.slice(16);

describe('names', () => {
  it('lists services, the nameless by the name that Jaeger gives it', async () => {
    const { json, headers } = await get('/api/services');
    const data = ['OTLPResourceNoServiceName', 'payment', 'shop', 'stock'];
    expect({ ...json, data: [...json.data].sort() }).toEqual({
      data,
      total: 4,
      limit: 0,
      offset: 0,
      errors: null,
    });
    expect(headers['content-type']).toMatch(/^application\/json/);
  });

  it('lists operations of a service once each, whatever their kinds', async () => {
    expect((await get('/api/services/shop/operations')).json).toMatchObject({
      data: ['GET /', 'POST /checkout', 'call', 'pay'],
      total: 4,
    });
    expect((await get('/api/services/OTLPResourceNoServiceName/operations')).json.data).toEqual([
      'nameless',
    ]);
  });

  it('lists operations with their kinds, and of one kind', async () => {
    const { json } = await get('/api/operations?service=stock');
    expect(json.data).toEqual([
      { name: 'SELECT', spanKind: 'server' },
      { name: 'lost', spanKind: 'internal' },
      { name: 'reserve', spanKind: 'server' },
    ]);
    expect((await get('/api/operations?service=stock&spanKind=internal')).json.data).toEqual([
      { name: 'lost', spanKind: 'internal' },
    ]);
    expect((await get('/api/operations')).json.errors).toEqual([
      { code: 400, msg: "parameter 'service' is required" },
    ]);
  });
});

describe('search', () => {
  it('finds by service and operation, newest first', async () => {
    expect(await found({ service: 'shop' })).toEqual([SHARED, SHORT_ID, FAILED, CHECKOUT]);
    expect(await found({ service: 'shop', operation: 'POST /checkout' })).toEqual([
      FAILED,
      CHECKOUT,
    ]);
    expect(await found({ service: 'payment', operation: 'POST /checkout' })).toEqual([]);
    expect(await found({ service: 'OTLPResourceNoServiceName' })).toEqual([SHORT_ID]);
  });

  it('takes the number of traces, and a range in microseconds with both ends', async () => {
    expect(await found({ service: 'shop', limit: '2' })).toEqual([SHARED, SHORT_ID]);
    const at = (ms: number): string => String((START_MS + ms) * 1000);
    expect(await found({ service: 'shop', start: at(10_000), end: at(20_000) })).toEqual([
      SHORT_ID,
      FAILED,
    ]);
    expect(await found({ service: 'shop', lookback: '45s' })).toEqual([SHARED, SHORT_ID]);
  });

  it('finds a trace that began before the range by a span that is in it', async () => {
    const at = (ms: number): string => String((START_MS + ms) * 1000);
    const range = { start: at(100), end: at(1000) };
    expect(await found({ service: 'stock', operation: 'reserve', ...range })).toEqual([CHECKOUT]);
    expect(await found({ service: 'shop', operation: 'POST /checkout', ...range })).toEqual([]);
    expect(await found({ service: 'stock', start: at(300), end: at(1000) })).toEqual([]);
  });

  it('takes durations of Go', async () => {
    expect(await found({ service: 'shop', minDuration: '100ms' })).toEqual([CHECKOUT]);
    expect(await found({ service: 'shop', maxDuration: '5ms' })).toEqual([SHORT_ID]);
    expect(await found({ service: 'shop', minDuration: '15ms', maxDuration: '0.02s' })).toEqual([
      FAILED,
    ]);
  });

  it.each([
    ['region:eu', CHECKOUT],
    ['http.status_code:200', CHECKOUT],
    ['items:3', CHECKOUT],
    ['event:cart read', CHECKOUT],
    ['error:true', FAILED],
    ['otel.status_code:ERROR', FAILED],
    ['otel.status_description:card refused', FAILED],
    ['gold:true', FAILED],
    ['ratio:2.5', FAILED],
    ['span.kind:client,', undefined],
    ['host.name:b', undefined],
    ['resource.host.name:a', 'all'],
    ['hostname:a', 'all'],
    ['otel.scope.name:hand', 'all'],
    ['scope.version:1.2', 'all'],
  ])('finds by the tag %s', async (tag, expected) => {
    const ids = await found({ service: 'shop', tag });
    if (expected === 'all') expect(ids).toHaveLength(4);
    else expect(ids).toEqual(expected === undefined ? [] : [expected]);
  });

  it('wants all tags on one span, as pairs and as JSON', async () => {
    const tags = '{"span.kind":"server","error":"false"}';
    expect(await found({ service: 'shop', tags })).toEqual([SHORT_ID, CHECKOUT]);
    expect(await found({ service: 'shop', tag: ['region:eu', 'error:true'] })).toEqual([]);
    expect(await found({ service: 'shop', tags: '{"region":"eu","gold":"true"}' })).toEqual([]);
    expect(await found({ tags: '{"span.kind":"client"}' })).toEqual([SHARED, CHECKOUT]);
  });

  it('takes ids, and tells which of them there are not', async () => {
    const { status, json } = await get(`/api/traces?traceID=abc&traceID=${CHECKOUT}&traceID=fe`);
    expect(status).toBe(200);
    expect(json.data.map(({ traceID }: { traceID: string }) => traceID)).toEqual([
      SHORT_ID,
      CHECKOUT,
    ]);
    expect(json.errors).toEqual([
      { msg: 'trace not found', traceID: '000000000000000000000000000000fe' },
    ]);
  });

  it.each([
    ['start=x', `unable to parse param 'start': strconv.ParseInt: parsing "x": invalid syntax`],
    ['limit=x', `unable to parse param 'limit': strconv.ParseInt: parsing "x": invalid syntax`],
    ['minDuration=5', `unable to parse param 'minDuration': time: missing unit in duration "5"`],
    ['minDuration=5s&maxDuration=1s', "'maxDuration' should be greater than 'minDuration'"],
    ['tag=x', "malformed 'tag' parameter, expecting key:value, received: x"],
  ])('refuses %s', async (query, msg) => {
    const { status, json, body, headers } = await get(`/api/traces?service=shop&${query}`);
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(body.endsWith('}\n')).toBe(true);
    expect(json).toEqual({
      data: null,
      total: 0,
      limit: 0,
      offset: 0,
      errors: [{ code: 400, msg }],
    });
  });

  it('refuses tags that are no JSON', async () => {
    const { status, json } = await get('/api/traces?service=shop&tags=%7B');
    expect(status).toBe(400);
    expect(json.errors[0].msg).toMatch(/^malformed 'tags' parameter, cannot unmarshal JSON: /);
  });
});

describe('a trace', () => {
  it('has spans, processes and what is odd', async () => {
    const { json } = await get(`/api/traces/${CHECKOUT}`);
    const [trace] = json.data;
    expect(trace.traceID).toBe(CHECKOUT);
    expect(trace.spans).toHaveLength(5);
    const warnings = Object.fromEntries(
      trace.spans.map((span: { operationName: string; warnings: unknown }) => [
        span.operationName,
        span.warnings,
      ]),
    );
    expect(warnings).toEqual({
      'POST /checkout': null,
      pay: null,
      charge: ['clock skew adjustment disabled; not applying calculated delta of 200ms'],
      reserve: null,
      lost: ['parent span ID=0000000000000063 is not in the trace; skipping clock skew adjustment'],
    });
  });

  it('is found by a shortened id, as 64 bits where it is', async () => {
    const { json } = await get('/api/traces/abc?prettyPrint=true');
    expect(json.data[0].traceID).toBe(SHORT_ID);
    expect((await get(`/api/traces/abc?prettyPrint=true`)).body).toContain('\n    "data": [');
  });

  it('separates the sides of a call under one id, unless it is asked for raw', async () => {
    const ids = async (query: string) => {
      const { json } = await get(`/api/traces/${SHARED}${query}`);
      return json.data[0].spans.map(({ spanID }: { spanID: string }) => spanID);
    };
    expect(new Set(await ids('')).size).toBe(3);
    expect(new Set(await ids('?raw=true')).size).toBe(2);
  });

  it('is refused with 404 where there is none, and with 400 where it is no id', async () => {
    expect((await get('/api/traces/fe')).json).toEqual({
      data: null,
      total: 0,
      limit: 0,
      offset: 0,
      errors: [{ code: 404, msg: 'trace not found' }],
    });
    expect((await get('/api/traces/fe')).status).toBe(404);
    expect((await get('/api/traces/xyz')).json.errors).toEqual([
      { code: 400, msg: 'strconv.ParseUint: parsing "xyz": invalid syntax' },
    ]);
    expect((await get(`/api/traces/${CHECKOUT}00`)).status).toBe(400);
    expect((await get(`/api/traces/${CHECKOUT}?start=x`)).status).toBe(400);
  });
});

describe('what is posted', () => {
  it('shows a file of spans', async () => {
    const answer = await app.inject({ method: 'POST', url: '/api/transform', payload: TRACES });
    expect(answer.statusCode).toBe(200);
    const ids = answer.json().data.map(({ traceID }: { traceID: string }) => traceID);
    expect(ids.sort()).toEqual([SHORT_ID, CHECKOUT, FAILED, SHARED].sort());
  });

  it('refuses what is no file of spans', async () => {
    const answer = await app.inject({ method: 'POST', url: '/api/transform', payload: [1] });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors[0].msg).toMatch(/^cannot unmarshal OTLP: /);
  });

  it('says that there is no archive', async () => {
    const archive = async (id: string) => {
      const { statusCode, body } = await app.inject({ method: 'POST', url: `/api/archive/${id}` });
      return { statusCode, msg: JSON.parse(body).errors[0].msg };
    };
    expect(await archive('fe')).toEqual({ statusCode: 404, msg: 'trace not found' });
    expect(await archive(CHECKOUT)).toEqual({
      statusCode: 500,
      msg: 'archive span storage was not configured',
    });
  });
});
