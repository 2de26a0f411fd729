// Search as server-sent events over a real socket, the real store and engine: what comes, in which order, and
// that the work ends in the engine when nobody listens any more.

import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@clickhouse/client';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { FULL_TRACE, TRACE_ID } from '@throughline/model/otlp/testing/full-trace';
import type { EngineConnection } from '@throughline/storage/contract/engine-connection';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { createTestDatabase } from '@throughline/storage/testing/create-test-database';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ODD_TRACE_ID, ODD_TRACE_JSON, RECEIVED_MS } from '../query/testing/odd-trace.ts';
import type { AppInstance } from './app-instance.ts';
import { createTestApp, TEST_QUERY_LIMITS } from './testing/create-test-app.ts';

let connection: EngineConnection;
let store: SpanStore;
let app: AppInstance;
let address: string;

beforeAll(async () => {
  connection = await createTestDatabase();
  store = await openTestStore(connection);
  for (const traces of [ODD_TRACE_JSON, FULL_TRACE]) {
    await store.append(1, (batch) => decodeTracesJson(traces, batch, RECEIVED_MS));
  }
  await store.drained();
  // More than the test's own time: what ends a query is not its limit.
  app = await createTestApp({ store, queryLimits: { ...TEST_QUERY_LIMITS, timeoutMs: 600_000 } });
  await app.listen({ host: '127.0.0.1', port: 0 });
  address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await app.close();
  await store.close(10_000);
});

interface Event {
  readonly name: string;
  readonly data: Record<string, unknown>;
}

function eventsOf(text: string): Event[] {
  return text
    .split('\n\n')
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^event: (\w+)\ndata: (.*)$/.exec(part);
      return { name: match?.[1] ?? part, data: JSON.parse(match?.[2] ?? '{}') };
    });
}

const listen = (parameters: string) =>
  fetch(`${address}/api/v1/traces?${parameters}`, { headers: { accept: 'text/event-stream' } });

const POLL_MS = 20;

describe('a search as events', () => {
  it('tells the traces, how it goes, and at last what an answer has besides', async () => {
    const response = await listen('order=spans&limit=1');
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    // Compressed, they would be held back until there is enough of them.
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const events = eventsOf(await response.text());
    const plain = (await app.inject('/api/v1/traces?order=spans&limit=1')).json();
    const traces = events.filter(({ name }) => name === 'trace').map(({ data }) => data);
    expect(traces).toEqual(plain.traces);
    expect(traces).toMatchObject([{ traceId: ODD_TRACE_ID }]);
    expect(events.find(({ name }) => name === 'progress')?.data).toMatchObject({
      inspectedTraces: expect.any(Number),
    });
    const { traces: _, statistics: __, ...end } = plain;
    expect(events.at(-1)).toMatchObject({ name: 'done', data: end });
    expect(events.filter(({ name }) => name === 'done')).toHaveLength(1);

    const next = eventsOf(
      await (await listen(`order=spans&limit=1&cursor=${plain.nextCursor}`)).text(),
    );
    expect(next[0]).toMatchObject({ name: 'trace', data: { traceId: TRACE_ID } });
    expect(next.at(-1)?.data).toMatchObject({ hasMore: false });
  });

  it('tells how it goes also while nothing is found', async () => {
    const q = encodeURIComponent('{ name = "orphan" } > { name = "SELECT" }');
    const events = eventsOf(await (await listen(`q=${q}`)).text());
    expect(events).toMatchObject([
      { name: 'progress', data: { inspectedTraces: 1 } },
      { name: 'done', data: { total: { count: 0, isExact: true } } },
    ]);
  });

  it('is measured as any request is', async () => {
    await (await listen('limit=1')).text();
    const metrics = (await app.inject('/metrics')).body;
    expect(metrics).toMatch(
      /request_duration_seconds_count\{method="GET",route="\/api\/v1\/traces",status="200"\} [1-9]/,
    );
  });

  it('is an ordinary error when the question is wrong', async () => {
    const response = await listen(`q=${encodeURIComponent('{ stats = error }')}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: 'INVALID_QUERY', place: { suggestions: ['status'] } },
    });
  });

  it('tells as an event what went wrong after it began', async () => {
    const q = encodeURIComponent('({ } | by(name)) && ({ } | by(name))');
    const [event, ...none] = eventsOf(await (await listen(`q=${q}`)).text());
    expect(none).toEqual([]);
    expect(event).toMatchObject({
      name: 'error',
      data: { error: { code: 'INVALID_QUERY', field: 'q', place: { line: 1 } } },
    });
  });

  it('ends in the engine when the listener leaves', async () => {
    const { url, username, password, database } = connection;
    const engine = createClient({ url, username, password, database });
    // Every read of it goes on for hours from now on, a step every few milliseconds.
    await engine.command({ query: 'RENAME TABLE trace_bounds TO trace_bounds_stored' });
    await engine.command({
      query: `CREATE VIEW trace_bounds AS SELECT * FROM trace_bounds_stored, (
          SELECT number FROM numbers(1000000) WHERE sleepEachRow(0.02) = 0
        ) AS steps
        SETTINGS max_block_size = 1`,
    });
    const running = async () => {
      const answer = await engine.query({
        query: `SELECT query FROM system.processes
          WHERE current_database = {database:String} AND query NOT LIKE '%system.processes%'`,
        query_params: { database },
        format: 'JSONEachRow',
      });
      return (await answer.json()).length;
    };
    const headers = { accept: 'text/event-stream' };
    const request = get(`${address}/api/v1/traces?service=cart`, { headers });
    const [response]: IncomingMessage[] = await once(request, 'response');
    expect(response?.statusCode).toBe(200);
    while ((await running()) === 0) await delay(POLL_MS);
    request.destroy();
    while ((await running()) > 0) await delay(POLL_MS);
    await engine.close();
  });
});
