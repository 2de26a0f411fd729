// Deletion through the API over the real store and engine: not found right after, by any route.

import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { FULL_TRACE, TRACE_ID } from '@throughline/model/otlp/testing/full-trace';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import type { TraceKeeper } from '@throughline/storage/contract/trace-keeper';
import { type KeeperFixture, openKeeperFixture } from '@throughline/storage/testing/keeper-fixture';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ODD_TRACE_ID, ODD_TRACE_JSON, RECEIVED_MS } from '../query/testing/odd-trace.ts';
import type { AppInstance } from './app-instance.ts';
import { createTestApp } from './testing/create-test-app.ts';
import { expectMatchesOpenApi } from './testing/expect-matches-open-api.ts';

let fixture: KeeperFixture;
let store: SpanStore;
let keeper: TraceKeeper;
let app: AppInstance;

beforeAll(async () => {
  fixture = await openKeeperFixture();
  fixture.nowMs = RECEIVED_MS;
  store = fixture.store;
  keeper = fixture.keeper();
  app = await createTestApp({ store, keeper });
  for (const traces of [ODD_TRACE_JSON, FULL_TRACE]) {
    await store.append(1, (batch) => decodeTracesJson(traces, batch, RECEIVED_MS));
  }
});

afterAll(async () => {
  await app.close();
  await fixture.close();
});

const status = async (url: string) => (await app.inject(url)).statusCode;

async function services(): Promise<string[]> {
  const { services: found } = (await app.inject('/api/v1/services')).json();
  return found.map(({ name }: { name: string }) => name);
}

describe('deleting', () => {
  it('a trace by its id: found by nothing when the answer comes', async () => {
    const url = `/api/v1/traces/${TRACE_ID}`;
    const dryRun = await app.inject({ method: 'DELETE', url: `${url}?dryRun=true` });
    expect(dryRun.json()).toEqual({ dryRun: true, traces: 1, spans: 1, complete: true });
    expect(await status(url)).toBe(200);

    const deleted = await app.inject({ method: 'DELETE', url });
    await expectMatchesOpenApi(app, '/api/v1/traces/{traceId}', deleted, 'delete');
    expect(deleted.json()).toMatchObject({ dryRun: false, traces: 1, spans: 1, complete: true });
    expect(await status(url)).toBe(404);
    expect(await status(`${url}/columns`)).toBe(404);
    expect((await app.inject('/api/v1/traces?service=payment')).json().traces).toEqual([]);
    expect(await services()).not.toContain('payment');
    expect((await app.inject({ method: 'DELETE', url })).statusCode).toBe(404);
  });

  it('what a search finds, and the record says so', async () => {
    const payload = { query: { service: 'cart', attribute: ['resource.service.name=cart'] } };
    const deleted = await app.inject({ method: 'POST', url: '/api/v1/deletions', payload });
    await expectMatchesOpenApi(app, '/api/v1/deletions', deleted, 'post');
    expect(deleted.json()).toMatchObject({ traces: 1, spans: 4, complete: true });
    expect(await status(`/api/v1/traces/${ODD_TRACE_ID}`)).toBe(404);
    expect(await services()).toEqual([]);

    const audit = await app.inject('/api/v1/deletions');
    await expectMatchesOpenApi(app, '/api/v1/deletions', audit);
    expect(audit.json().deletions).toHaveLength(2);
    expect(audit.json().deletions).toContainEqual(
      expect.objectContaining({
        id: deleted.json().id,
        requestId: deleted.headers['x-request-id'],
        state: 'done',
        query: JSON.stringify(payload.query),
        traces: 1,
        spans: 4,
      }),
    );
  });
});
