// Jaeger's third HTTP API over the real store and engine, with the requests of its page and of Grafana.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
  const { statusCode: status, body } = await app.inject(url);
  return { status, json: JSON.parse(body) };
}

function timeText(afterMs: number): string {
  return new Date(START_MS + afterMs).toISOString();
}

const EVERYTHING = `query.startTimeMin=${timeText(-1000)}&query.startTimeMax=${timeText(60_000)}`;

function spansOf(json: unknown): SpanBatch {
  const batch = new SpanBatch();
  decodeTracesJson((json as { result: unknown }).result, batch, 0);
  return batch;
}

async function summaries(query: string): Promise<string[]> {
  const { status, json } = await get(`/api/v3/trace-summaries?${query}`);
  expect(status).toBe(200);
  return json.summaries.map(({ traceId }: { traceId: string }) => traceId);
}

it('lists services and operations', async () => {
  const { json } = await get('/api/v3/services');
  expect(json.services.sort()).toEqual(['OTLPResourceNoServiceName', 'payment', 'shop', 'stock']);
  expect((await get('/api/v3/operations?service=stock&span_kind=server')).json).toEqual({
    operations: [
      { name: 'SELECT', spanKind: 'server' },
      { name: 'reserve', spanKind: 'server' },
    ],
  });
  expect((await get('/api/v3/operations?service=OTLPResourceNoServiceName')).json).toEqual({
    operations: [{ name: 'nameless', spanKind: 'internal' }],
  });
});

it('sums traces up', async () => {
  const query = `${EVERYTHING}&query.serviceName=payment&query.operationName=charge`;
  const { json } = await get(`/api/v3/trace-summaries?${query}`);
  expect(json).toEqual({
    summaries: [
      {
        traceId: CHECKOUT,
        rootServiceName: 'shop',
        rootOperationName: 'POST /checkout',
        minStartTimeUnixNano: `${START_MS - 165}000000`,
        maxEndTimeUnixNano: `${START_MS + 500}000000`,
        spanCount: 5,
        errorSpanCount: 0,
        orphanSpanCount: 1,
        services: [
          { name: 'payment', spanCount: 1, errorSpanCount: 0 },
          { name: 'shop', spanCount: 2, errorSpanCount: 0 },
          { name: 'stock', spanCount: 2, errorSpanCount: 0 },
        ],
      },
    ],
  });
});

it('takes all parameters of a search, by both of their names', async () => {
  expect(await summaries(EVERYTHING)).toEqual([SHARED, SHORT, FAILED, CHECKOUT]);
  expect(await summaries(`${EVERYTHING}&query.searchDepth=1`)).toEqual([SHARED]);
  expect(await summaries(`${EVERYTHING}&query.num_traces=1`)).toEqual([SHARED]);
  expect(await summaries(`${EVERYTHING}&query.attributes={"region":"eu"}`)).toEqual([CHECKOUT]);
  expect(await summaries(`${EVERYTHING}&query.service_name=shop&query.durationMin=100ms`)).toEqual([
    CHECKOUT,
  ]);
  expect(await summaries(`${EVERYTHING}&query.service_name=shop&query.duration_max=5ms`)).toEqual([
    SHORT,
  ]);
  // Grafana does not escape the plus of a zone.
  const local = '2026-01-31T14:00:09.5 02:00';
  expect(
    await summaries(`query.start_time_min=${local}&query.start_time_max=${timeText(15_000)}`),
  ).toEqual([FAILED]);
  expect(await summaries(`${EVERYTHING}&query.serviceName=nobody`)).toEqual([]);
});

it('gives traces as OTLP', async () => {
  const found = await get(`/api/v3/traces?${EVERYTHING}&query.serviceName=payment`);
  const batch = spansOf(found.json);
  expect(batch.rowCount).toBe(8);
  const one = await get(`/api/v3/traces/${SHORT.slice(16)}`);
  expect(one.json.result.resourceSpans[0].scopeSpans[0].spans[0]).toMatchObject({
    traceId: SHORT,
    kind: 2,
    startTimeUnixNano: `${START_MS + 20_000}000000`,
  });
  expect(spansOf(one.json).rowCount).toBe(2);
});

it.each([
  ['/api/v3/traces/fe', 404, 'No traces found'],
  [`/api/v3/traces?${EVERYTHING}&query.serviceName=nobody`, 404, 'No traces found'],
  [
    '/api/v3/traces/xyz',
    400,
    'malformed parameter trace_id: strconv.ParseUint: parsing "xyz": invalid syntax',
  ],
  [
    '/api/v3/traces?query.serviceName=shop',
    400,
    'query.startTimeMin and query.startTimeMax are required',
  ],
  [
    `/api/v3/traces?${EVERYTHING}&query.durationMin=1`,
    400,
    'malformed parameter query.durationMin: time: missing unit in duration "1"',
  ],
])('refuses %s with %i', async (url, httpCode, message) => {
  expect(await get(url)).toEqual({ status: httpCode, json: { error: { httpCode, message } } });
});
