// docs/api.md holds: each request of the page gets the answer that stands below it, over the real store.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { type KeeperFixture, openKeeperFixture } from '@throughline/storage/testing/keeper-fixture';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TraceAnalyser } from '../derive/background/trace-analyser.ts';
import type { AppInstance } from './app-instance.ts';
import { createTestApp, TEST_NOW_NS } from './testing/create-test-app.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../../docs/api.md'), 'utf8');

interface Example {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Parameters of a GET, the body of a POST. */
  readonly rest: string;
  readonly answer: object;
}

/** A block of http, and the block of json below it. */
function examplesOf(page: string): Example[] {
  const blocks = page.matchAll(/```http\n(GET|POST) (\S+)\n([^`]*)```\n\n```json\n([^`]*)```/g);
  return [...blocks].map(([, method, path = '', rest = '', answer = '']) => ({
    method: method === 'POST' ? 'POST' : 'GET',
    path,
    rest,
    answer: JSON.parse(answer),
  }));
}

function addressOf({ path, rest }: Example): string {
  const parameters = rest
    .trim()
    .split('\n')
    .map((line) => line.trim().slice(1))
    .map((line): [string, string] => {
      const equals = line.indexOf('=');
      return [line.slice(0, equals), line.slice(equals + 1)];
    });
  return `${path}?${new URLSearchParams(parameters)}`;
}

const MS = 1_000_000n;
const REST_MS = 10_000;

/** A checkout of four seconds, of which payment has 3.8, and fails. */
const CHECKOUT = {
  resourceSpans: [
    resource('gateway', {
      spanId: '00000000000000a1',
      name: 'POST /checkout',
      kind: 2,
      ...times(-60_000n, 4_000n),
      status: { code: 2 },
    }),
    resource('payment', {
      spanId: '00000000000000a2',
      parentSpanId: '00000000000000a1',
      name: 'POST /charge',
      kind: 2,
      ...times(-59_900n, 3_800n),
      status: { code: 2 },
      attributes: [{ key: 'http.response.status_code', value: { intValue: '500' } }],
    }),
  ],
};

function times(startMs: bigint, durationMs: bigint) {
  const startNs = TEST_NOW_NS + startMs * MS;
  return {
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + durationMs * MS),
  };
}

function resource(service: string, span: object) {
  return {
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeSpans: [{ spans: [{ traceId: '5b8efff798038103d269b633813fc60c', ...span }] }],
  };
}

let fixture: KeeperFixture;
let store: SpanStore;
let app: AppInstance;

beforeAll(async () => {
  fixture = await openKeeperFixture();
  store = fixture.store;
  const receivedMs = Number(TEST_NOW_NS / MS);
  fixture.nowMs = receivedMs;
  await store.append(1, (batch) => decodeTracesJson(CHECKOUT, batch, receivedMs));
  await store.drained();
  const analyser = new TraceAnalyser({
    ...{ store, settings: {}, restMs: REST_MS, cpuShare: 1 },
    nowMs: () => receivedMs + 2 * REST_MS,
    utilization: () => 0,
  });
  while ((await analyser.runOnce()).analysed === 0);
  app = await createTestApp({ store, keeper: fixture.keeper() });
});

afterAll(async () => {
  await app.close();
  await fixture.close();
});

const EXAMPLES = examplesOf(PAGE);

it('has every request with its answer', () => {
  expect(EXAMPLES).toHaveLength(PAGE.split('```http').length - 1);
  expect(EXAMPLES.length).toBeGreaterThan(4);
});

it.each(EXAMPLES.map((example) => [`${example.method} ${example.path}`, example] as const))(
  '%s',
  async (_, example) => {
    const { method, path, rest, answer } = example;
    const headers = { 'content-type': 'application/json' };
    const response =
      method === 'GET'
        ? await app.inject(addressOf(example))
        : await app.inject({ method, url: path, headers, payload: rest });
    expect(response.statusCode).toBe(200);
    // The page leaves out how much was read, and shortens what it has shown before.
    expect(response.json()).toMatchObject(answer);
  },
);
