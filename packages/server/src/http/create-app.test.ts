// What the HTTP layer does itself: parameters, errors, headers, encodings, the UI's files, cancelling.

import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import { decodeTracesProtobuf } from '@throughline/model/otlp/protobuf-decode';
import {
  QueryLimitError,
  StoreOverloadedError,
  StoreUnavailableError,
} from '@throughline/storage/contract/errors';
import type { FoundTrace, TraceqlSearch } from '@throughline/storage/contract/traceql-store';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeCursor } from '../query/cursor.ts';
import {
  ODD_TRACE_ID,
  ODD_TRACE_JSON,
  oddTrace,
  RECEIVED_MS,
  START_NS,
} from '../query/testing/odd-trace.ts';
import {
  createTestApp,
  TEST_NOW_NS,
  TEST_QUERY_LIMITS,
  traceqlWith,
} from './testing/create-test-app.ts';
import { expectMatchesOpenApi, publishedDocument } from './testing/expect-matches-open-api.ts';

const FOUND: FoundTrace = {
  traceId: ODD_TRACE_ID,
  rootService: 'gateway',
  rootName: 'GET /',
  hasRoot: true,
  startNs: START_NS,
  endNs: START_NS + 1500n,
  spanCount: 4,
  errorCount: 1,
  services: [{ name: 'cart', spanCount: 3, errorCount: 1 }],
  spansets: [
    {
      matched: 2,
      spans: [
        {
          spanId: '02'.repeat(8),
          name: 'SELECT',
          service: 'cart',
          startNs: START_NS + 100n,
          durationNs: 500n,
          fields: [
            ['span.big', { type: 'int', value: 9_007_199_254_740_993n }],
            ['duration', { type: 'duration', value: 500n }],
            ['.list', { type: 'array', items: [{ type: 'bool', value: true }, { type: 'nil' }] }],
            ['.ratio', { type: 'float', value: Number.NaN }],
          ],
        },
      ],
      attributes: [['count()', { type: 'int', value: 2n }]],
    },
  ],
};

const SUMMARY = {
  traceId: ODD_TRACE_ID,
  rootService: 'gateway',
  rootName: 'GET /',
  hasRoot: true,
  startTimeUnixNano: String(START_NS),
  durationNano: '1500',
  spanCount: 4,
  errorCount: 1,
  services: [{ name: 'cart', spanCount: 3, errorCount: 1 }],
  spansets: [
    {
      matchedSpanCount: 2,
      spans: [
        {
          spanId: '02'.repeat(8),
          name: 'SELECT',
          service: 'cart',
          startTimeUnixNano: String(START_NS + 100n),
          durationNano: '500',
          fields: [
            { name: 'span.big', type: 'int', value: '9007199254740993' },
            { name: 'duration', type: 'duration', value: '500' },
            { name: '.list', type: 'array', value: [true, null] },
            { name: '.ratio', type: 'float', value: 'NaN' },
          ],
        },
      ],
      attributes: [{ name: 'count()', type: 'int', value: '2' }],
    },
  ],
};

const STATISTICS = { inspectedTraces: 9, inspectedSpans: 90, inspectedBytes: 900 };

describe('search', () => {
  it('hands the store what was asked, "now" included, and makes the cursor', async () => {
    const asked: TraceqlSearch[] = [];
    const app = await createTestApp({
      answers: {
        traceql: traceqlWith({
          search: async (search) => {
            asked.push(search);
            return {
              traces: [FOUND],
              next: { value: 1500n, traceId: ODD_TRACE_ID },
              total: { count: 2, isExact: false },
              incomplete: { limit: 'time', message: 'stopped after 10 s' },
              statistics: STATISTICS,
            };
          },
        }),
      },
    });
    const url =
      '/api/v1/traces?service=cart&attribute=a=1&attribute=b=2&end=now&limit=1&order=duration';
    const response = await app.inject(url);
    await expectMatchesOpenApi(app, '/api/v1/traces', response);
    const query =
      '{ resource.service.name = "cart" && (.a = "1" || .a = 1) && (.b = "2" || .b = 2) }';
    expect(asked[0]).toMatchObject({
      range: { endNs: TEST_NOW_NS },
      order: 'duration',
      limit: 1,
      spansPerSpanset: 3,
      limits: TEST_QUERY_LIMITS,
    });
    const { nextCursor, ...answer } = response.json();
    expect(answer).toEqual({
      query,
      traces: [SUMMARY],
      hasMore: true,
      total: { count: 2, isExact: false },
      incomplete: { limit: 'time', message: 'stopped after 10 s' },
      statistics: STATISTICS,
    });
    const position = { value: 1500n, traceId: ODD_TRACE_ID };
    expect(decodeCursor('duration', nextCursor)).toEqual(position);
    await app.inject(`/api/v1/traces?order=duration&cursor=${nextCursor}`);
    expect(asked[1]?.after).toEqual(position);
  });

  it('takes a single attribute, and says the last page is the last', async () => {
    const app = await createTestApp();
    const response = await app.inject('/api/v1/traces?attribute=a=1');
    expect(response.json()).toMatchObject({ query: '{ .a = "1" || .a = 1 }', hasMore: false });
    expect(response.json()).not.toHaveProperty('nextCursor');
  });

  it('shows what is wrong with a query, also when only the data tells', async () => {
    const message = 'spanset operators are not supported for multiple spansets per trace';
    const search = () =>
      Promise.reject(new TraceqlError('evaluate', message, { start: 4, end: 6 }));
    const app = await createTestApp({ answers: { traceql: traceqlWith({ search }) } });
    const wrong = await app.inject(`/api/v1/traces?q=${encodeURIComponent('{ .a = }')}`);
    await expectMatchesOpenApi(app, '/api/v1/traces', wrong);
    expect(wrong.statusCode).toBe(400);
    expect(wrong.json().error).toMatchObject({
      code: 'INVALID_QUERY',
      field: 'q',
      place: { line: 1, column: 8, rendered: '1 | { .a = }\n  |        ^' },
    });
    const later = await app.inject(`/api/v1/traces?q=${encodeURIComponent('{ } && { }')}`);
    expect(later.json().error).toMatchObject({ code: 'INVALID_QUERY', message });
    expect(later.json().error.place).toMatchObject({
      column: 5,
      rendered: '1 | { } && { }\n  |     ^^',
    });
  });

  it.each([
    ['limit=0', 'limit', 'limit: 0 is not valid; must be >= 1'],
    ['limit=1001', 'limit', 'limit: 1001 is not valid; must be <= 1000'],
    ['limit=many', 'limit', 'limit: "many" is not valid; must be integer'],
    ['status=bad', 'status', 'status: "bad" is not valid; expected one of unset, ok, error'],
    ['servce=cart', 'servce', 'there is no parameter "servce"; did you mean service?'],
    ['minDuration=5', 'minDuration', 'minDuration: "5" is not valid'],
  ])('refuses %s', async (query, field, message) => {
    const app = await createTestApp();
    const response = await app.inject(`/api/v1/traces?${query}`);
    expect(response.statusCode).toBe(400);
    await expectMatchesOpenApi(app, '/api/v1/traces', response);
    expect(response.json().error).toMatchObject({ code: 'INVALID_PARAMETER', field });
    expect(response.json().error.message).toContain(message);
  });
});

describe('a trace by id', () => {
  const answers = {
    trace: async (traceId: Uint8Array) => (traceId[15] === 0xab ? oddTrace() : undefined),
  };

  it('comes as OTLP JSON, with short ids found', async () => {
    const app = await createTestApp({ answers });
    for (const id of [ODD_TRACE_ID, 'ab', 'AB', '00ab']) {
      const response = await app.inject(`/api/v1/traces/${id}`);
      await expectMatchesOpenApi(app, '/api/v1/traces/{traceId}', response);
      expect(response.body).toBe(encodeTraceJson(oddTrace()));
    }
  });

  it('comes as OTLP protobuf when asked', async () => {
    const app = await createTestApp({ answers });
    const headers = { accept: 'application/x-protobuf' };
    const response = await app.inject({ url: '/api/v1/traces/ab', headers });
    await expectMatchesOpenApi(app, '/api/v1/traces/{traceId}', response);
    expect(response.headers.vary).toContain('accept');
    const batch = new SpanBatch();
    decodeTracesProtobuf(response.rawPayload, batch, 0);
    expect(encodeTraceJson(batch)).toBe(encodeTraceJson(oddTrace()));
  });

  it('comes as columns, and span by span', async () => {
    const app = await createTestApp({ answers });
    const columns = await app.inject('/api/v1/traces/ab/columns');
    await expectMatchesOpenApi(app, '/api/v1/traces/{traceId}/columns', columns);
    expect(columns.json().parentRow).toEqual([-1, 0, -1, 0]);
    const template = '/api/v1/traces/{traceId}/spans/{spanId}';
    const span = await app.inject('/api/v1/traces/ab/spans/0303030303030303');
    await expectMatchesOpenApi(app, template, span);
    expect(span.json().spans[0].span.name).toBe('orphan');
    const missing = await app.inject('/api/v1/traces/ab/spans/9');
    await expectMatchesOpenApi(app, template, missing);
    expect(missing.json().error.code).toBe('SPAN_NOT_FOUND');
  });

  it('says which trace is not there, and what is no id', async () => {
    const app = await createTestApp({ answers });
    const missing = await app.inject('/api/v1/traces/cd');
    await expectMatchesOpenApi(app, '/api/v1/traces/{traceId}', missing);
    expect(missing.json().error).toEqual({
      code: 'TRACE_NOT_FOUND',
      message: `no trace ${'cd'.padStart(32, '0')} has been stored`,
    });
    for (const wrong of ['xyz', `1${ODD_TRACE_ID}`, 'ab%20', 'a'.repeat(500)]) {
      const response = await app.inject(`/api/v1/traces/${wrong}`);
      await expectMatchesOpenApi(app, '/api/v1/traces/{traceId}', response);
      expect(response.json().error).toMatchObject({ code: 'INVALID_ID', field: 'traceId' });
      expect(response.json().error.message).toContain(decodeURIComponent(wrong));
    }
  });

  it.each([20, 400])(
    'is compressed when it is large and the client can read that: %i times',
    async (times) => {
      const batch = new SpanBatch();
      for (let time = 0; time < times; time++) decodeTracesJson(ODD_TRACE_JSON, batch, RECEIVED_MS);
      const app = await createTestApp({ answers: { trace: async () => batch } });
      const headers = { 'accept-encoding': 'gzip' };
      const response = await app.inject({ url: '/api/v1/traces/ab', headers });
      expect(response.headers['content-encoding']).toBe('gzip');
      expect(gunzipSync(response.rawPayload).toString()).toBe(encodeTraceJson(batch));
    },
  );

  it('is not compressed when it is small', async () => {
    const app = await createTestApp({ answers });
    const headers = { 'accept-encoding': 'gzip' };
    const response = await app.inject({ url: '/api/v1/traces/ab', headers });
    expect(response.headers['content-encoding']).toBeUndefined();
    expect(response.body).toBe(encodeTraceJson(oddTrace()));
  });
});

describe('failures', () => {
  it.each([
    [new StoreUnavailableError('the engine restarts', 1500), 503, 'STORE_UNAVAILABLE', '2'],
    [new StoreOverloadedError('too much in flight', 500), 503, 'STORE_OVERLOADED', '1'],
    [new QueryLimitError('needed more than 30 s'), 422, 'QUERY_LIMIT', undefined],
    [new Error('secret detail'), 500, 'INTERNAL', undefined],
  ])('%s becomes %i', async (error, status, code, retryAfter) => {
    const app = await createTestApp({ answers: { services: () => Promise.reject(error) } });
    const response = await app.inject('/api/v1/services');
    expect(response.statusCode).toBe(status);
    await expectMatchesOpenApi(app, '/api/v1/services', response);
    expect(response.json().error.code).toBe(code);
    expect(response.headers['retry-after']).toBe(retryAfter);
    expect(response.body).not.toContain('secret');
  });

  it('answers unknown paths and methods in the same form', async () => {
    const app = await createTestApp();
    const missing = await app.inject('/api/v1/nothing?x=1');
    expect(missing.statusCode).toBe(404);
    expect(missing.json().error).toEqual({
      code: 'ROUTE_NOT_FOUND',
      message: 'there is nothing under /api/v1/nothing',
    });
    const post = await app.inject({ method: 'POST', url: '/api/v1/services', payload: { a: 1 } });
    expect(post.statusCode).toBe(405);
    expect(post.headers.allow).toBe('GET, HEAD');
    expect(post.json().error.code).toBe('METHOD_NOT_ALLOWED');
    const broken = await app.inject('/api/v1/traces/%zz');
    expect(broken.statusCode).toBe(400);
    expect(broken.json().error.code).toBe('INVALID_PARAMETER');
    expect(broken.headers['x-content-type-options']).toBe('nosniff');
  });

  it('aborts the query when the client leaves', async () => {
    let leave: (() => void) | undefined;
    const aborted = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const app = await createTestApp({
      answers: {
        services: (signal) => {
          asked.emit();
          return new Promise((_resolve, reject) => {
            signal?.addEventListener('abort', () => {
              leave?.();
              reject(signal.reason);
            });
          });
        },
      },
    });
    const asked = deferred();
    await app.listen({ host: '127.0.0.1', port: 0 });
    const address = app.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /api/v1/services HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await asked.promise;
    socket.destroy();
    await aborted;
    await app.close();
  });

  it('does not abort a query whose answer was delivered', async () => {
    let signal: AbortSignal | undefined;
    const app = await createTestApp({
      answers: {
        services: async (given) => {
          signal = given;
          return [];
        },
      },
    });
    await app.inject('/api/v1/services');
    expect(signal?.aborted).toBe(false);
  });
});

describe('every answer', () => {
  it('has the security headers and a request id', async () => {
    const app = await createTestApp();
    for (const url of ['/healthz', '/api/v1/nothing', '/api/v1/traces?limit=x']) {
      const { headers } = await app.inject(url);
      expect(headers['content-security-policy']).toContain("default-src 'self'");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('is refused under a name that was rebound to loopback', async () => {
    const app = await createTestApp();
    const refused = await app.inject({ url: '/api/v1/services', headers: { host: 'evil.test' } });
    expect(refused.statusCode).toBe(403);
    await expectMatchesOpenApi(app, '/api/v1/services', refused);
    expect(refused.json().error.code).toBe('HOST_NOT_ALLOWED');
    for (const host of ['localhost:16686', '127.0.0.1', '[::1]:1', 'ui.localhost']) {
      const response = await app.inject({ url: '/api/v1/services', headers: { host } });
      expect(response.statusCode).toBe(200);
    }
    const open = await createTestApp({ host: '0.0.0.0' });
    const response = await open.inject({ url: '/healthz', headers: { host: 'evil.test' } });
    expect(response.statusCode).toBe(200);
  });
});

describe('the process', () => {
  it('tells its status, health, readiness and metrics', async () => {
    const app = await createTestApp();
    for (const path of ['/api/v1/status', '/healthz', '/readyz', '/metrics']) {
      const response = await app.inject(path);
      expect(response.statusCode).toBe(200);
      await expectMatchesOpenApi(app, path, response);
    }
    const metrics = (await app.inject('/metrics')).body;
    expect(metrics).toContain('throughline_build_info{version="0.0.0-test"} 1');
    expect(metrics).toContain('throughline_ready 1');
    expect(metrics).toMatch(
      /request_duration_seconds_count\{method="GET",route="\/healthz",.*\} 1/,
    );
  });

  it('says why it is not ready', async () => {
    const answer = { ready: false, reasons: ['the embedded engine is restarting'] };
    const app = await createTestApp({ readiness: async () => answer });
    const response = await app.inject('/readyz');
    expect(response.statusCode).toBe(503);
    await expectMatchesOpenApi(app, '/readyz', response);
    expect(response.json()).toEqual(answer);
    expect((await app.inject('/metrics')).body).toContain('throughline_ready 0');
  });
});

describe('the OpenAPI document', () => {
  it('describes every route with a summary, an id and its failures', async () => {
    const { paths } = await publishedDocument(await createTestApp());
    expect(Object.keys(paths).toSorted()).toEqual([
      '/api/v1/attributes',
      '/api/v1/attributes/{name}/values',
      '/api/v1/compare',
      '/api/v1/compare/cohorts',
      '/api/v1/deletions',
      '/api/v1/demo',
      '/api/v1/dependencies',
      '/api/v1/explain',
      '/api/v1/findings',
      '/api/v1/import',
      '/api/v1/link-templates',
      '/api/v1/metrics/query',
      '/api/v1/operations',
      '/api/v1/propagation',
      '/api/v1/sampling/strategies',
      '/api/v1/saved-queries',
      '/api/v1/saved-queries/{name}',
      '/api/v1/services',
      '/api/v1/services/{service}',
      '/api/v1/services/{service}/versions',
      '/api/v1/status',
      '/api/v1/status/activity',
      '/api/v1/status/storage',
      '/api/v1/traceql/check',
      '/api/v1/traces',
      '/api/v1/traces/{traceId}',
      '/api/v1/traces/{traceId}/analysis',
      '/api/v1/traces/{traceId}/attributes',
      '/api/v1/traces/{traceId}/attributes/values',
      '/api/v1/traces/{traceId}/columns',
      '/api/v1/traces/{traceId}/matches',
      '/api/v1/traces/{traceId}/spans/{spanId}',
      '/healthz',
      '/metrics',
      '/readyz',
    ]);
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, described] of Object.entries(methods)) {
        expect(described, `${method} ${path}`).toMatchObject({
          operationId: expect.any(String),
          summary: expect.any(String),
          tags: [expect.any(String)],
          responses: { 200: expect.anything(), 403: expect.anything(), 500: expect.anything() },
        });
      }
    }
  });
});

describe('the web UI', () => {
  const webRoot = mkdtempSync(join(tmpdir(), 'throughline-web-'));
  mkdirSync(join(webRoot, 'assets'));
  writeFileSync(join(webRoot, 'index.html'), '<title>Throughline</title>');
  writeFileSync(join(webRoot, 'assets', 'app-1a2b.js'), 'void 0;');
  afterAll(() => rmSync(webRoot, { recursive: true }));

  it('is one page under every path that it routes', async () => {
    const app = await createTestApp({ webRoot });
    for (const path of ['/', '/trace/ab', '/elsewhere?service=cart']) {
      const response = await app.inject(path);
      expect([path, response.statusCode]).toEqual([path, 200]);
      expect(response.headers['content-type']).toContain('text/html');
      expect(response.headers['cache-control']).toBe('no-cache');
      expect(response.body).toContain('Throughline');
    }
  });

  it('has files that are kept for ever, and no page in place of a missing one', async () => {
    const app = await createTestApp({ webRoot });
    const asset = await app.inject('/assets/app-1a2b.js');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    for (const path of ['/assets/app-old.js', '/favicon.ico', '/api/v2', '/../package.json']) {
      expect((await app.inject(path)).statusCode).toBe(404);
    }
  });

  it('has files that are sent as the build has compressed them, to whoever takes them so', async () => {
    const code = 'void 1;';
    writeFileSync(join(webRoot, 'assets', 'big-3c4d.js'), code);
    writeFileSync(join(webRoot, 'assets', 'big-3c4d.js.br'), brotliCompressSync(code));
    writeFileSync(join(webRoot, 'assets', 'big-3c4d.js.gz'), gzipSync(code));
    const app = await createTestApp({ webRoot });
    const ask = (url: string, accepted: string) =>
      app.inject({ url, headers: { 'accept-encoding': accepted } });
    const told = async (url: string, accepted: string) => {
      const { headers } = await ask(url, accepted);
      return [headers['content-encoding'], headers['content-type'], headers['vary']];
    };
    const type = 'application/javascript; charset=utf-8';
    const big = '/assets/big-3c4d.js';
    expect(await told(big, 'gzip, deflate, br, zstd')).toEqual(['br', type, 'accept-encoding']);
    expect(await told(big, 'gzip, deflate')).toEqual(['gzip', type, 'accept-encoding']);
    expect(await told(big, 'identity')).toEqual([undefined, type, 'accept-encoding']);
    expect(brotliDecompressSync((await ask(big, 'br')).rawPayload).toString()).toBe(code);
    const kept = (await ask(big, 'br')).headers['cache-control'];
    expect(kept).toBe('public, max-age=31536000, immutable');
  });

  it('says how to get it when it is not built', async () => {
    const response = await (await createTestApp()).inject('/');
    expect(response.statusCode).toBe(404);
    expect(response.json().error.message).toContain('npm run build');
  });
});

function deferred() {
  let emit: () => void = () => {};
  const promise = new Promise<void>((resolve) => {
    emit = resolve;
  });
  return { promise, emit: () => emit() };
}
