// Tempo's API over the real store and engine: answers to what was stored, each read strictly.

import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AppInstance } from '../http/app-instance.ts';
import { TEST_QUERY_LIMITS } from '../http/testing/create-test-app.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createTempoApp } from './create-tempo-app.ts';
import { strictTempo } from './testing/strict-tempo.ts';

const START_S = 1_769_860_800;
const NOW_NS = BigInt(START_S + 60) * 1_000_000_000n;

interface TestSpan {
  readonly id: number;
  readonly parent?: number;
  readonly name: string;
  readonly kind: number;
  readonly afterMs: number;
  readonly durationMs: number;
  readonly attributes: Record<string, object>;
}

function resourceSpans(traceId: string, service: string, spans: readonly TestSpan[]) {
  const hex = (id: number): string => id.toString(16).padStart(16, '0');
  const atMs = (ms: number): string => String((BigInt(START_S) * 1000n + BigInt(ms)) * 1_000_000n);
  return {
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeSpans: [
      {
        scope: { name: 'hand' },
        spans: spans.map(({ id, parent, name, kind, afterMs, durationMs, attributes }) => ({
          traceId,
          spanId: hex(id),
          ...(parent === undefined ? {} : { parentSpanId: hex(parent) }),
          name,
          kind,
          startTimeUnixNano: atMs(afterMs),
          endTimeUnixNano: atMs(afterMs + durationMs),
          attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
        })),
      },
    ],
  };
}

const ROOT = { id: 1, name: 'GET /', kind: 2, afterMs: 0, durationMs: 500, attributes: {} };
const FIRST = '00000000000000000000000000000abc';
const SECOND = '5b8efff798038103d269b633813fc60c';

const TRACES = {
  resourceSpans: [
    resourceSpans(FIRST, 'shop', [
      { ...ROOT, attributes: { region: { stringValue: 'eu' }, retries: { intValue: '2' } } },
      // Both sides of a call under one id, as Zipkin has them.
      {
        ...ROOT,
        id: 9,
        parent: 1,
        name: 'call',
        kind: 3,
        afterMs: 10,
        durationMs: 100,
        attributes: { 'http.url': { stringValue: 'http://stock/items?x=1' } },
      },
    ]),
    resourceSpans(FIRST, 'stock', [
      { ...ROOT, id: 9, parent: 1, name: 'GET /items', afterMs: 20, durationMs: 50 },
      { ...ROOT, id: 10, parent: 9, name: 'SELECT', kind: 1, afterMs: 25, durationMs: 5 },
    ]),
    resourceSpans(SECOND, 'shop', [
      {
        ...ROOT,
        afterMs: 5_000,
        durationMs: 20,
        attributes: {
          region: { stringValue: 'us' },
          retries: { doubleValue: 2.5 },
          'sp ace/d': { boolValue: true },
        },
      },
    ]),
  ],
};

let store: SpanStore;
let app: AppInstance;

beforeAll(async () => {
  store = await openTestStore();
  await store.append(1, (batch) => decodeTracesJson(TRACES, batch, START_S * 1000));
  await store.drained();
  app = await createTempoApp({
    store,
    metrics: createMetrics({ version: 'test', withProcessMetrics: false }),
    logger: pino({ level: 'silent' }),
    version: 'test',
    host: '127.0.0.1',
    limits: TEST_QUERY_LIMITS,
    readiness: async () => ({ ready: true, reasons: [] }),
    nowNs: () => NOW_NS,
  });
});

afterAll(async () => {
  await app.close();
  await store.close(10_000);
});

async function get(path: string, parameters: Record<string, string> = {}): Promise<string> {
  const { statusCode, body } = await app.inject({ url: path, query: parameters });
  if (statusCode !== 200) throw new Error(`${statusCode} ${body}`);
  return body;
}

async function search(parameters: Record<string, string>) {
  const body = await get('/api/search', parameters);
  return strictTempo.readJson('SearchResponse', body).traces;
}

async function foundIds(parameters: Record<string, string>): Promise<string[]> {
  return (await search(parameters)).map(({ traceID }: { traceID: string }) => traceID);
}

it('finds traces newest first, by query and in a range', async () => {
  expect(await foundIds({ q: '{}' })).toEqual([SECOND, 'abc']);
  expect(await foundIds({ q: '{}', limit: '1' })).toEqual([SECOND]);
  const range = { start: String(START_S), end: String(START_S + 3) };
  expect(await foundIds({ q: '{}', ...range })).toEqual(['abc']);
  expect(await foundIds({ ...range })).toEqual(['abc']);
  expect(await foundIds({ q: '{ .retries > 2 }' })).toEqual([SECOND]);
});

it.each([
  ['service.name=sto', ['abc']],
  ['http.url=stock/items?x', ['abc']],
  ['region=eu', ['abc']],
  ['region=e', []],
  ['retries=2', ['abc']],
  ['region=eu name=SELECT', ['abc']],
  ['region=us name=SELECT', []],
  ['root.name="GET /"', [SECOND, 'abc']],
])('finds what the tags %s find in Tempo', async (tags, ids) => {
  expect(await foundIds({ tags })).toEqual(ids);
});

it('bounds durations of traces, and takes tags by name', async () => {
  expect(await foundIds({ minDuration: '100ms' })).toEqual(['abc']);
  expect(await foundIds({ tags: 'service.name=shop', maxDuration: '30ms' })).toEqual([SECOND]);
  expect(await foundIds({ region: 'us' })).toEqual([SECOND]);
});

it('tells of spansets what stages said of them', async () => {
  const [trace] = await search({
    q: '{ .region != "us" || kind != server } | by(kind) | avg(duration) > 1ms',
  });
  expect(trace.spanSets).toHaveLength(3);
  expect(trace.spanSet).toEqual(trace.spanSets[0]);
  for (const { attributes, matched } of trace.spanSets) {
    expect(matched).toBe(1);
    const keys = attributes.map(({ key }: { key: string }) => key);
    expect(keys).toEqual(expect.arrayContaining(['by(kind)', 'avg(duration)']));
  }
  const [limited] = await search({
    q: '{ duration > 1ns }',
    limit: '2',
    spss: '1',
    tagged: 'x',
  }).then((traces) => traces.slice(1));
  expect(limited.spanSet).toMatchObject({ matched: 4 });
  expect(limited.spanSet.spans).toHaveLength(1);
});

it('gives each side of a call its own id', async () => {
  const { trace } = strictTempo.readJson('TraceByIDResponse', await get('/api/v2/traces/abc'));
  const idOf = (base64: string | undefined) =>
    base64 === undefined ? 0 : Number(Buffer.from(base64, 'base64').readBigUInt64BE());
  const spans = trace.resourceSpans.flatMap(
    ({ scopeSpans }: { scopeSpans: { spans: Record<string, string>[] }[] }) =>
      scopeSpans.flatMap((scope) => scope.spans),
  );
  const byName = new Map<string, readonly number[]>(
    spans.map((span: Record<string, string>) => [
      span['name'],
      [idOf(span['spanId']), idOf(span['parentSpanId'])],
    ]),
  );
  expect(Object.fromEntries(byName)).toEqual({
    'GET /': [1, 0],
    call: [9, 1],
    'GET /items': [2, 9],
    SELECT: [10, 2],
  });
});

it('tells the part of a trace that a filter takes', async () => {
  const names = async (parameters: Record<string, string>) => {
    const body = await get('/api/v2/traces/abc', parameters);
    return body.match(/"name":"[^"]*","kind"/g)?.length ?? 0;
  };
  expect(await names({})).toBe(4);
  expect(await names({ q: '{ name = "SELECT" }' })).toBe(1);
  expect(await names({ q: '{ name = "SELECT" }', keep_hierarchy: 'true' })).toBe(4);
});

it('lists names and values', async () => {
  const tags = strictTempo.readJson('SearchTagsV2Response', await get('/api/v2/search/tags'));
  expect(tags.scopes.slice(1)).toEqual([
    { name: 'resource', tags: ['service.name'] },
    { name: 'span', tags: ['http.url', 'region', 'retries', 'sp ace/d'] },
  ]);
  const values = async (path: string, parameters = {}) =>
    strictTempo.readJson('SearchTagValuesV2Response', await get(path, parameters)).tagValues;
  expect(await values('/api/v2/search/tag/span."sp%20ace%2Fd"/values')).toEqual([
    { type: 'bool', value: 'true' },
  ]);
  // Fractions are measured, not chosen from.
  expect(await values('/api/v2/search/tag/span.retries/values')).toEqual([
    { type: 'int', value: '2' },
  ]);
  expect(
    await values('/api/v2/search/tag/.region/values', { q: '{ resource.service.name = "stock" }' }),
  ).toEqual([]);
  expect(await get('/api/search/tag/service.name/values')).toBe(
    '{"tagValues":["shop","stock"],"metrics":{}}',
  );
  expect(await get('/api/search/tag/root.service.name/values')).toContain('shop');
});

it('counts over a range and at an instant', async () => {
  const parameters = {
    q: '{} | count_over_time() by (resource.service.name)',
    start: String(START_S - 10),
    end: String(START_S + 20),
  };
  const body = await get('/api/metrics/query', parameters);
  expect(strictTempo.readJson('QueryInstantResponse', body).series).toEqual([
    { labels: [{ key: 'resource.service.name', value: { stringValue: 'shop' } }], value: 3 },
    { labels: [{ key: 'resource.service.name', value: { stringValue: 'stock' } }], value: 2 },
  ]);
  const range = strictTempo.readJson(
    'QueryRangeResponse',
    await get('/api/metrics/query_range', { ...parameters, step: '10s' }),
  );
  const sums = range.series.map(({ samples }: { samples: { value?: number }[] }) =>
    samples.reduce((sum, { value = 0 }) => sum + value, 0),
  );
  expect(sums).toEqual([3, 2]);
});
