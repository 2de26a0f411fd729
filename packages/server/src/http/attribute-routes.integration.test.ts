// Completion over the real store: each answer is what the published OpenAPI document says.

import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ODD_TRACE_JSON, RECEIVED_MS } from '../query/testing/odd-trace.ts';
import type { AppInstance } from './app-instance.ts';
import { createTestApp } from './testing/create-test-app.ts';
import { expectMatchesOpenApi } from './testing/expect-matches-open-api.ts';

let store: SpanStore;
let app: AppInstance;

beforeAll(async () => {
  store = await openTestStore();
  await store.append(1, (batch) => decodeTracesJson(ODD_TRACE_JSON, batch, RECEIVED_MS));
  await store.drained();
  app = await createTestApp({ store });
});

afterAll(async () => {
  await app.close();
  await store.close(10_000);
});

async function get(template: string, path: string, query: Record<string, string> = {}) {
  const response = await app.inject({ url: path, query });
  await expectMatchesOpenApi(app, template, response);
  return response.json();
}

const names = (query?: Record<string, string>) =>
  get('/api/v1/attributes', '/api/v1/attributes', query);

const values = (name: string, query?: Record<string, string>) =>
  get(
    '/api/v1/attributes/{name}/values',
    `/api/v1/attributes/${encodeURIComponent(name)}/values`,
    query,
  );

/** On a machine that is too busy to find spans while somebody types, the answer is not narrowed. */
const eventually = <T>(ask: () => Promise<T>) => expect.poll(ask, { timeout: 30_000 });

it('names of attributes come with scope and count', async () => {
  const answer = await names({ scope: 'resource', prefix: 'SERVICE.' });
  expect(answer).toEqual({
    names: [{ scope: 'resource', name: 'service.name', count: 4 }],
    hasMore: false,
    isEstimate: false,
  });
  const narrowed = async () =>
    (await names({ q: '{ name = "orphan" && .', scope: 'resource' })).names;
  await eventually(narrowed).toContainEqual({ scope: 'resource', name: 'service.name', count: 1 });
});

it('values come with type and count', async () => {
  const services = [
    { type: 'string', value: 'cart', count: 3 },
    { type: 'string', value: 'gateway', count: 1 },
  ];
  expect(await values('resource.service.name')).toEqual({
    field: 'resource.service.name',
    values: services,
    hasMore: false,
    isEstimate: false,
  });
  expect((await values('service.name', { scope: 'resource' })).values).toEqual(services);
  expect((await values('trace:rootService', { limit: '1' })).field).toBe('rootServiceName');
  expect((await values('.big')).values).toEqual([
    { type: 'int', value: '9007199254740993', count: 1 },
  ]);
  const narrowed = async () => (await values('status', { q: '{ name = "SELECT" }' })).values;
  await eventually(narrowed).toEqual([
    { type: 'status', value: 'error', count: 1 },
    { type: 'status', value: 'unset', count: 1 },
    { type: 'status', value: 'ok', count: 0 },
  ]);
  expect((await values('a/b', { scope: 'span' })).field).toBe('span.a/b');
});

it('a field that is none is refused, a query that is none narrows nothing', async () => {
  const refused = await values('nonsense');
  expect(refused.error).toMatchObject({ code: 'INVALID_PARAMETER', field: 'name' });
  const unread = await names({ q: "'''", scope: 'resource', limit: '1' });
  expect(unread.names).toHaveLength(1);
  const alternatives = Array.from({ length: 101 }, (_, at) => `.a = ${at}`).join(' || ');
  expect((await names({ q: `{ ${alternatives} }` })).error.message).toBe(
    'q: maximum condition groups reached (limit: 100)',
  );
});
