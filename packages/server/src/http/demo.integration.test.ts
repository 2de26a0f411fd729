// The demo traces and what the server says of what came in, over the real store.

import type { ActivityAnswer, StorageAnswer } from '@throughline/model/api/activity';
import type { DemoAnswer } from '@throughline/model/api/demo';
import type { DependenciesAnswer } from '@throughline/model/api/dependencies';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AppInstance } from './app-instance.ts';
import { createTestApp } from './testing/create-test-app.ts';
import { expectMatchesOpenApi } from './testing/expect-matches-open-api.ts';

let store: SpanStore;
let app: AppInstance;

beforeAll(async () => {
  store = await openTestStore();
  app = await createTestApp({ store });
});

afterAll(async () => {
  await app.close();
  await store.close(10_000);
});

async function get<T>(path: string, query = ''): Promise<T> {
  const response = await app.inject({ url: `${path}${query}` });
  expect(response.statusCode).toBe(200);
  await expectMatchesOpenApi(app, path, response);
  return response.json<T>();
}

const load = (target: AppInstance, body: object) =>
  target.inject({ method: 'POST', url: '/api/v1/demo', payload: body });

it('loads the demo traces once, the way of all spans, and again when asked', async () => {
  const loaded = await load(app, {});
  expect(loaded.statusCode).toBe(200);
  const { traces, spans, slowestTraceId, services } = loaded.json<DemoAnswer>();
  expect(traces).toBeGreaterThan(100);

  const { nodes, edges, sample } = await get<DependenciesAnswer>(
    '/api/v1/dependencies',
    '?start=now-2h',
  );
  expect(sample.isExact).toBe(true);
  const ids = nodes.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(services.map((name) => `service:${name}`)));
  expect(edges.map(({ from, to }) => `${from} > ${to}`)).toEqual(
    expect.arrayContaining([
      'service:demo-storefront > service:demo-checkout',
      'service:demo-basket > database:redis',
      'service:demo-payments > external:api.bank.example',
      'service:demo-checkout > queue:demo-orders',
      'queue:demo-orders > service:demo-mailer',
    ]),
  );
  expect((await app.inject(`/api/v1/traces/${slowestTraceId}`)).statusCode).toBe(200);

  const { protocols, ready, engine } = await get<ActivityAnswer>('/api/v1/status/activity');
  expect(ready).toBe(true);
  expect(engine?.storedBytes).toBeGreaterThan(0);
  expect(protocols).toMatchObject([{ protocol: 'demo', requests: 1, spans, refusals: [] }]);

  const storage = await get<StorageAnswer>('/api/v1/status/storage');
  expect(storage.storedSpans).toBe(spans);
  expect(storage.services.map(({ name }) => name)).toEqual(expect.arrayContaining(services));
  expect(storage.attributes.map(({ name }) => name)).toContain('db.query.text');

  const again = await load(app, {});
  expect(again.json()).toMatchObject({ error: { code: 'DEMO_WITH_DATA' } });
  expect((await load(app, { evenWithData: true })).statusCode).toBe(200);
});

it('loads nothing where it is switched off', async () => {
  const silent = await createTestApp({ demo: { isOffered: false } });
  const refused = await load(silent, {});
  expect(refused.statusCode).toBe(403);
  expect(refused.json()).toMatchObject({ error: { code: 'DEMO_OFF' } });
  const { demo } = (await silent.inject('/api/v1/status/activity')).json<ActivityAnswer>();
  expect(demo.isOffered).toBe(false);
  await silent.close();
});
