// What the API says of services over the real store and engine, in the words of the published document.

import type { ServiceAnswer, ServiceVersionsAnswer } from '@throughline/model/api/service';
import type { ServicesAnswer } from '@throughline/model/api/services';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppInstance } from './app-instance.ts';
import { createTestApp, TEST_NOW_NS } from './testing/create-test-app.ts';
import { expectMatchesOpenApi } from './testing/expect-matches-open-api.ts';

const NS_PER_MS = 1_000_000n;
const NOW_MS = Number(TEST_NOW_NS / NS_PER_MS);
const MINUTE_MS = 60_000;
const SERVER = 2;

interface SentSpan {
  readonly service: string;
  readonly version?: string;
  readonly parent?: string;
  readonly name: string;
  readonly minutesAgo: number;
  readonly durationMs: number;
  readonly isFailed?: boolean;
}

let store: SpanStore;
let app: AppInstance;

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

function resourceSpans(trace: number, spans: readonly SentSpan[]) {
  return spans.map((span, at) => {
    const startMs = NOW_MS - span.minutesAgo * MINUTE_MS;
    return {
      resource: {
        attributes: [
          text('service.name', span.service),
          ...(span.version === undefined ? [] : [text('service.version', span.version)]),
        ],
      },
      scopeSpans: [
        {
          spans: [
            {
              traceId: String(trace).padStart(32, '0'),
              spanId: `a${at}`.padStart(16, '0'),
              ...(span.parent === undefined ? {} : { parentSpanId: span.parent.padStart(16, '0') }),
              name: span.name,
              kind: SERVER,
              ...(span.isFailed === true ? { status: { code: 2 } } : {}),
              startTimeUnixNano: String(BigInt(startMs) * NS_PER_MS),
              endTimeUnixNano: String(BigInt(startMs + span.durationMs) * NS_PER_MS),
            },
          ],
        },
      ],
    };
  });
}

const buy = (minutesAgo: number, version: string, isFailed: boolean): readonly SentSpan[] => [
  { service: 'shop/web', name: 'POST /buy', minutesAgo, durationMs: 200 },
  { service: 'bank', version, parent: 'a0', name: 'charge', minutesAgo, durationMs: 50, isFailed },
];

const TRACES = [
  buy(30, '1.0', false),
  buy(20, '1.0', false),
  buy(10, '2.0', true),
  [{ service: 'bank', name: 'tidy', minutesAgo: 300, durationMs: 1 }],
];

beforeAll(async () => {
  store = await openTestStore();
  const body = { resourceSpans: TRACES.flatMap((spans, at) => resourceSpans(at + 1, spans)) };
  await store.append(1, (batch) => decodeTracesJson(body, batch, NOW_MS));
  await store.drained();
  app = await createTestApp({ store });
});

afterAll(async () => {
  await app.close();
  await store.close(10_000);
});

async function get<T>(url: string, template: string): Promise<T> {
  const response = await app.inject({ url });
  await expectMatchesOpenApi(app, template, response);
  expect(response.statusCode).toBe(200);
  return response.json() as T;
}

describe('GET /api/v1/services', () => {
  it('is the catalogue without a range', async () => {
    const { grid, services } = await get<ServicesAnswer>('/api/v1/services', '/api/v1/services');
    expect(grid).toBeUndefined();
    expect(services.map(({ name, spanCount, figures }) => [name, spanCount, figures])).toEqual([
      ['bank', 4, undefined],
      ['shop/web', 3, undefined],
    ]);
  });

  it('has rate, errors and duration of a range', async () => {
    const url = '/api/v1/services?start=now-1h&bins=6';
    const { grid, services } = await get<ServicesAnswer>(url, '/api/v1/services');
    expect(grid).toMatchObject({ startMs: NOW_MS - 60 * MINUTE_MS, endMs: NOW_MS, binMs: 600_000 });
    const [bank] = services;
    expect(bank).toMatchObject({ name: 'bank', spanCount: 3, errorCount: 1 });
    expect(bank?.figures).toMatchObject({
      basis: 'requests',
      requests: { count: 3, ratePerSecond: 3 / 3600, errorCount: 1, errorShare: 1 / 3 },
    });
    expect(bank?.figures?.series.errorsPerSecond).toEqual([0, 0, 0, 0, 0, 1 / 600]);
    expect(bank?.figures?.series.p95Ns.map((ns) => ns !== null)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  it.each([
    ['bins=0', 'bins'],
    ['start=now&end=now-1h', 'start'],
    ['start=yesterday', 'start'],
  ])('refuses %s', async (query, field) => {
    const response = await app.inject({ url: `/api/v1/services?${query}` });
    await expectMatchesOpenApi(app, '/api/v1/services', response);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ error: { code: 'INVALID_PARAMETER', field } });
  });
});

describe('GET /api/v1/services/{service}', () => {
  const WEB = `/api/v1/services/${encodeURIComponent('shop/web')}`;

  it('has its operations', async () => {
    const answer = await get<ServiceAnswer>(`${WEB}?start=now-1h`, '/api/v1/services/{service}');
    expect(answer).toMatchObject({
      service: 'shop/web',
      figures: { requests: { count: 3 } },
      operations: [{ name: 'POST /buy', kind: 'server', requests: { count: 3, errorCount: 0 } }],
      operationCount: 1,
    });
  });

  it('says nothing of a service that sent nothing in the range', async () => {
    const url = `${WEB}?start=now-5m`;
    const answer = await get<ServiceAnswer>(url, '/api/v1/services/{service}');
    expect(answer).toMatchObject({ operations: [], operationCount: 0 });
    expect(answer.figures).toBeUndefined();
  });

  it('has its versions, and how each fared', async () => {
    const template = '/api/v1/services/{service}/versions';
    const url = '/api/v1/services/bank/versions?start=now-6h';
    const { versions, basis } = await get<ServiceVersionsAnswer>(url, template);
    expect(basis).toBe('requests');
    expect(versions.map(({ version, count, errorCount }) => [version, count, errorCount])).toEqual([
      ['2.0', 1, 1],
      ['1.0', 2, 0],
      [undefined, 1, 0],
    ]);
    expect(versions[0]?.firstMs).toBe(NOW_MS - 10 * MINUTE_MS);
    expect(Math.abs((versions[1]?.p95Ns ?? 0) / 50e6 - 1)).toBeLessThan(0.1);
  });
});
