// Zipkin's ingest through a real socket: what each request is answered with, and what reaches the store.

import { deflateSync, gzipSync } from 'node:zlib';
import { StoreOverloadedError, StoreUnavailableError } from '@throughline/storage/contract/errors';
import { silentLogger } from '@throughline/storage/contract/logger';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMetrics } from '../telemetry/metrics.ts';
import { readClientBody } from '../testing/client-bodies.ts';
import { createRecordingSink } from '../testing/recording-sink.ts';
import { createZipkinListener } from './zipkin-listener.ts';

const MAX_REQUEST_BYTES = 100_000;
const V1 = '/api/v1/spans';
const V2 = '/api/v2/spans';
const JSON_TYPE = 'application/json';

function newListener() {
  const store = createRecordingSink();
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const listener = createZipkinListener({
    store,
    metrics: metrics.ingest,
    logger: silentLogger,
    host: '127.0.0.1',
    port: 0,
    corsOrigins: ['*'],
    maxRequestBytes: MAX_REQUEST_BYTES,
  });
  return { store, metrics, listener };
}

let { store, metrics, listener } = newListener();
beforeEach(async () => {
  ({ store, metrics, listener } = newListener());
  await listener.start();
});
afterEach(() => listener.stop(0));

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function post(
  path: string,
  body: string | Uint8Array,
  headers: Record<string, string> = { 'content-type': JSON_TYPE },
): Promise<Answer> {
  const response = await fetch(listener.url + path, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

function storedNames(): string[] {
  return store.batches.flatMap((batch) =>
    Array.from({ length: batch.rowCount }, (_, row) => batch.name.textAt(row)),
  );
}

const SPAN = { traceId: '463ac35c9f6413ad', id: '72485a3953bb6124', name: 'get' };

function body(...spans: readonly object[]): string {
  return JSON.stringify(spans);
}

describe('spans that are taken', () => {
  it.each([
    ['v2 JSON', V2, 'zipkin/zipkin-js-v2-json.bin', JSON_TYPE],
    ['v2 protobuf', V2, 'zipkin/py-zipkin-v2-protobuf.bin', 'application/x-protobuf'],
    ['v1 JSON', V1, 'zipkin/zipkin-js-v1-json.bin', JSON_TYPE],
    ['v1 thrift', V1, 'zipkin/py-zipkin-v1-thrift.bin', 'application/x-thrift; a=b'],
  ])('%s is answered with 202 and nothing', async (_, path, file, type) => {
    const answer = await post(path, readClientBody(file), { 'content-type': type });
    expect([answer.status, answer.text]).toEqual([202, '']);
    expect(storedNames().at(-1)).toBe('get /cart');
  });

  it.each(['text/plain', 'json'])('are JSON although their type says %s', async (type) => {
    const answer = await post(V2, body(SPAN), { 'content-type': type });
    expect(answer.status).toBe(202);
    expect(storedNames()).toEqual(['get']);
  });

  it('of version 2 are taken by version 1 as well', async () => {
    await post(V1, body({ ...SPAN, kind: 'SERVER', localEndpoint: { serviceName: 'shop' } }));
    expect(store.batches[0]?.kind.at(0)).toBe(2);
    expect(store.batches[0]?.serviceNameAt(0)).toBe('shop');
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('may be compressed by %s', async (coding, compress) => {
    const headers = { 'content-type': JSON_TYPE, 'content-encoding': coding };
    expect((await post(V2, compress(body(SPAN)), headers)).status).toBe(202);
    expect(storedNames()).toEqual(['get']);
  });

  it.each(['', '[]'])('may be none: %j', async (none) => {
    expect((await post(V2, none)).status).toBe(202);
    expect(storedNames()).toEqual([]);
  });

  it('come from web pages too', async () => {
    const answer = await post(V2, body(SPAN), { origin: 'http://localhost:3000' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
  });

  it('are counted', async () => {
    await post(V2, body(SPAN));
    const text = await metrics.render();
    expect(text).toContain('throughline_ingest_spans_accepted_total{protocol="zipkin_http"} 1');
    expect(text).toContain('{protocol="zipkin_http",outcome="stored"} 1');
  });
});

describe('what is refused', () => {
  it.each([
    ['no JSON', V2, '{"a":', 'Expected a JSON_V2 encoded list\n'],
    ['no list', V2, '{}', 'Expected a JSON_V2 encoded list\n'],
    ['no list of version 1', V1, '"spans"', 'Expected a JSON_V1 encoded list\n'],
    [
      'version 1 at the path of version 2',
      V2,
      body({ ...SPAN, binaryAnnotations: [] }),
      'Expected a JSON_V2 encoded list, but received: JSON_V1\n',
    ],
    [
      'no trace id',
      V2,
      body(SPAN, { id: 'a' }),
      'Expected 1 to 32 hex digits that are not all zeros, not undefined (at [1].traceId)\n',
    ],
    [
      'an id that is none',
      V2,
      body({ ...SPAN, id: '0xa' }),
      '"0xa" should be lower-hex encoded with no prefix (at [0].id)\n',
    ],
    [
      'a tag without a value',
      V2,
      body({ ...SPAN, tags: { a: null } }),
      'No value of a tag (at [0].tags.a)\n',
    ],
    [
      'an unknown kind',
      V2,
      body({ ...SPAN, kind: 'LOCAL' }),
      'Expected one of CLIENT, SERVER, PRODUCER, CONSUMER (at [0].kind)\n',
    ],
  ])('%s: 400', async (_, path, sent, text) => {
    const answer = await post(path, sent);
    expect([answer.status, answer.text]).toEqual([400, text]);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(store.batches).toEqual([]);
  });

  it('a body that is no gzip: 400', async () => {
    const answer = await post(V2, body(SPAN), { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('cannot be decompressed');
  });

  it('a body that is too large: 413', async () => {
    expect((await post(V2, body({ ...SPAN, name: 'x'.repeat(MAX_REQUEST_BYTES) }))).status).toBe(
      413,
    );
  });

  it('any other method and path', async () => {
    expect((await fetch(listener.url + V2)).status).toBe(405);
    expect((await fetch(`${listener.url}/api/v3/spans`)).status).toBe(404);
  });

  it('anything while there is no room: 429 and 503, with the time to come again', async () => {
    store.failWith(new StoreOverloadedError('busy', 1500));
    const busy = await post(V2, body(SPAN));
    expect([busy.status, busy.text, busy.headers.get('retry-after')]).toEqual([429, 'busy\n', '2']);
    store.failWith(new StoreUnavailableError('away', 1000));
    expect((await post(V2, body(SPAN))).status).toBe(503);
    const text = await metrics.render();
    expect(text).toContain('{protocol="zipkin_http",reason="overloaded"} 1');
    expect(text).toContain('{protocol="zipkin_http",reason="unavailable"} 1');
  });
});
