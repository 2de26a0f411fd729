// What the HTTP layer does for deletions: who may ask, how it is asked, what is handed on.

import { ensureExists } from '@throughline/model/base/assert';
import { hexToBytes } from '@throughline/model/base/hex';
import type {
  DeletionOrigin,
  DeletionRecord,
  DeletionTarget,
} from '@throughline/storage/contract/trace-keeper';
import { print } from '@throughline/traceql/syntax/print';
import { describe, expect, it } from 'vitest';
import { createTestApp, TEST_NOW_NS } from './testing/create-test-app.ts';
import { expectMatchesOpenApi } from './testing/expect-matches-open-api.ts';

const TRACE_ID = '000000000000000000000000000000ab';
const ID_BYTES = ensureExists(hexToBytes(TRACE_ID), 'id');
const DELETED = { id: 'deletion-1', traces: 1, spans: 3, complete: true };

type Call = [what: 'count' | 'delete', target: DeletionTarget, origin?: DeletionOrigin];

async function appWith(records: readonly DeletionRecord[] = []) {
  const calls: Call[] = [];
  const app = await createTestApp({
    keeper: {
      async countTraces(target) {
        calls.push(['count', target]);
        return { ...DELETED, id: undefined };
      },
      async deleteTraces(target, origin) {
        calls.push(['delete', target, origin]);
        return DELETED;
      },
      deletions: async (limit) => records.slice(0, limit),
    },
  });
  return { app, calls };
}

const queryOf = (target: DeletionTarget) => ('query' in target ? print(target.query) : undefined);

const POST = { method: 'POST', url: '/api/v1/deletions' } as const;

describe('DELETE /api/v1/traces/{traceId}', () => {
  it('deletes, with who asked for the audit', async () => {
    const { app, calls } = await appWith();
    const url = '/api/v1/traces/ab';
    const headers = { 'user-agent': 'tester' };
    const response = await app.inject({ method: 'DELETE', url, headers });
    await expectMatchesOpenApi(app, '/api/v1/traces/{traceId}', response, 'delete');
    expect(response.json()).toEqual({ ...DELETED, dryRun: false });
    expect(calls).toEqual([
      [
        'delete',
        { traceId: ID_BYTES },
        {
          requestId: response.headers['x-request-id'],
          remoteAddress: '127.0.0.1',
          userAgent: 'tester',
          query: `{"traceId":"${TRACE_ID}"}`,
        },
      ],
    ]);
  });

  it('only counts when asked to', async () => {
    const { app, calls } = await appWith();
    const response = await app.inject({
      method: 'DELETE',
      url: `/api/v1/traces/${TRACE_ID}?dryRun=true`,
    });
    expect(response.json()).toEqual({ dryRun: true, traces: 1, spans: 3, complete: true });
    expect(calls).toEqual([['count', { traceId: ID_BYTES }]]);
  });

  it('says when there is no such trace, or no such id', async () => {
    const app = await createTestApp();
    const missing = await app.inject({ method: 'DELETE', url: `/api/v1/traces/${TRACE_ID}` });
    expect([missing.statusCode, missing.json().error.code]).toEqual([404, 'TRACE_NOT_FOUND']);
    await expectMatchesOpenApi(app, '/api/v1/traces/{traceId}', missing, 'delete');
    const wrong = await app.inject({ method: 'DELETE', url: '/api/v1/traces/xyz' });
    expect([wrong.statusCode, wrong.json().error.code]).toEqual([400, 'INVALID_ID']);
  });
});

describe('POST /api/v1/deletions', () => {
  it('hands on the conditions of a search', async () => {
    const { app, calls } = await appWith();
    const query = { service: 'cart', attribute: ['user=1'], end: 'now' };
    const response = await app.inject({ ...POST, payload: { query } });
    await expectMatchesOpenApi(app, '/api/v1/deletions', response, 'post');
    expect(response.json()).toEqual({ ...DELETED, dryRun: false });
    const target = ensureExists(calls[0]?.[1], 'target');
    expect(queryOf(target)).toBe(
      '{ resource.service.name = "cart" && (.user = "1" || .user = 1) }',
    );
    expect(target).toMatchObject({ range: { endNs: TEST_NOW_NS } });
    expect(calls[0]?.[2]?.query).toBe(JSON.stringify(query));
  });

  it('takes a query of the language, and shows what is wrong with one', async () => {
    const { app, calls } = await appWith();
    const q = '{ status=error } >> { .k = 1 }';
    await app.inject({ ...POST, payload: { query: { q } } });
    expect(calls.map(([, target]) => queryOf(target))).toEqual([
      '{ status = error } >> { .k = 1 }',
    ]);
    const wrong = await app.inject({ ...POST, payload: { query: { q: '{ stats = error }' } } });
    await expectMatchesOpenApi(app, '/api/v1/deletions', wrong, 'post');
    expect(wrong.json().error).toMatchObject({
      code: 'INVALID_QUERY',
      place: { column: 3, suggestions: ['status'] },
    });
    expect(calls).toHaveLength(1);
  });

  it('only counts when asked to', async () => {
    const { app, calls } = await appWith();
    const payload = { query: { status: 'error' }, dryRun: true };
    expect((await app.inject({ ...POST, payload })).json()).toMatchObject({ dryRun: true });
    expect(calls.map(([what]) => what)).toEqual(['count']);
  });

  it.each([
    [{ query: {} }, 'query: must NOT have fewer than 1 properties'],
    [{}, "the body: must have required property 'query'"],
    [{ query: { servic: 'a' } }, 'query: there is no "servic"'],
    [{ query: { service: 'a', limit: 1 } }, 'query: there is no "limit"'],
    [{ query: { status: 'bad' } }, 'query.status: expected one of unset, ok, error'],
    [{ query: { service: 'a' }, dryrun: true }, 'the body: there is no "dryrun"'],
  ])('refuses %j', async (payload, message) => {
    const { app, calls } = await appWith();
    const response = await app.inject({ ...POST, payload });
    expect(response.json()).toEqual({ error: { code: 'INVALID_BODY', message } });
    await expectMatchesOpenApi(app, '/api/v1/deletions', response, 'post');
    expect(calls).toEqual([]);
  });
});

describe('a page elsewhere', () => {
  const payload = JSON.stringify({ query: { service: 'cart' } });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'cannot delete by a request it may send unasked, as %s',
    async (type) => {
      const { app, calls } = await appWith();
      const response = await app.inject({ ...POST, payload, headers: { 'content-type': type } });
      expect(response.json().error.code).toBe('INVALID_BODY');
      expect(calls).toEqual([]);
    },
  );

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:3000' },
    { 'sec-fetch-site': 'cross-site' },
  ])('is refused by its origin: %j', async (from) => {
    const { app, calls } = await appWith();
    const headers = { 'content-type': 'application/json', host: 'localhost:16686', ...from };
    for (const request of [
      { ...POST, payload },
      { method: 'DELETE', url: `/api/v1/traces/${TRACE_ID}` } as const,
    ]) {
      const response = await app.inject({ ...request, headers });
      expect(response.statusCode).toBe(403);
      expect(response.json().error.code).toBe('ORIGIN_NOT_ALLOWED');
    }
    expect(calls).toEqual([]);
  });

  it('is not what our own page is', async () => {
    const { app, calls } = await appWith();
    const headers = {
      'content-type': 'application/json',
      host: 'localhost:16686',
      origin: 'http://localhost:16686',
      'sec-fetch-site': 'same-origin',
    };
    expect((await app.inject({ ...POST, payload, headers })).statusCode).toBe(200);
    expect(calls).toHaveLength(1);
  });
});

describe('GET /api/v1/deletions', () => {
  it('lists the audit', async () => {
    const record: DeletionRecord = {
      id: 'deletion-1',
      requestedAt: '2026-01-31T12:00:00.000Z',
      state: 'done',
      requestId: 'request-1',
      remoteAddress: '127.0.0.1',
      userAgent: '',
      query: '{}',
      traces: 1,
      spans: 2,
      error: '',
    };
    const { app } = await appWith([record, { ...record, id: 'deletion-0' }]);
    const response = await app.inject('/api/v1/deletions?limit=1');
    await expectMatchesOpenApi(app, '/api/v1/deletions', response);
    expect(response.json()).toEqual({ deletions: [record] });
  });
});
