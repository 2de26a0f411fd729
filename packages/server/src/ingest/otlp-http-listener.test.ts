// The OTLP/HTTP protocol through a real socket: what each request is answered with, and what reaches
// the store.

import { once } from 'node:events';
import { connect } from 'node:net';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { StoreOverloadedError, StoreUnavailableError } from '@throughline/storage/contract/errors';
import { type Logger, silentLogger } from '@throughline/storage/contract/logger';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMetrics } from '../telemetry/metrics.ts';
import {
  decodeAnswer,
  requestJson,
  requestProtobuf,
  requestProtobufWithInvalidSpan,
  spanJson,
  TRACE_ID,
} from '../testing/otlp-requests.ts';
import { createRecordingSink } from '../testing/recording-sink.ts';
import { createOtlpHttpListener } from './otlp-http-listener.ts';

const MAX_REQUEST_BYTES = 100_000;
const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json' };

function newListener(corsOrigins: readonly string[] = ['*'], logger: Logger = silentLogger) {
  const store = createRecordingSink();
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const listener = createOtlpHttpListener({
    store,
    metrics: metrics.ingest,
    logger,
    host: '127.0.0.1',
    port: 0,
    corsOrigins,
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

function post(body: string | Uint8Array, headers: Record<string, string>): Promise<Response> {
  return fetch(`${listener.url}/v1/traces`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

function storedNames(): string[] {
  return store.batches.flatMap((batch) =>
    Array.from({ length: batch.rowCount }, (_, row) => batch.name.textAt(row)),
  );
}

describe('success', () => {
  it('takes protobuf and answers with an empty message', async () => {
    const response = await post(requestProtobuf(spanJson('pay')), PROTOBUF);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-protobuf');
    expect(await bytesOf(response)).toHaveLength(0);
    expect(storedNames()).toEqual(['pay']);
    expect(Buffer.from(store.batches[0]?.traceId.at(0) ?? []).toString('hex')).toBe(TRACE_ID);
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset="utf-8"',
  ])('takes %s and answers {}', async (contentType) => {
    const body = JSON.stringify(requestJson(spanJson('pay')));
    const response = await post(body, { 'content-type': contentType });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.text()).toBe('{}');
    expect(storedNames()).toEqual(['pay']);
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['identity', (bytes: Buffer) => bytes],
  ])('takes Content-Encoding %s', async (coding, compress) => {
    const body = compress(requestProtobuf(spanJson('pay')));
    const response = await post(body, { ...PROTOBUF, 'content-encoding': coding });
    expect(response.status).toBe(200);
    expect(storedNames()).toEqual(['pay']);
  });

  it('takes Content-Encoding zstd', async () => {
    const json = JSON.stringify(requestJson(spanJson('pay')));
    const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50]);
    // One block, stored as it is.
    const block = Buffer.alloc(3);
    block.writeUIntLE(1 | (json.length << 3), 0, 3);
    const body = Buffer.concat([head, block, Buffer.from(json)]);
    const response = await post(body, { ...JSON_TYPE, 'content-encoding': 'zstd' });
    expect(response.status).toBe(200);
    expect(storedNames()).toEqual(['pay']);
  });

  it.each([PROTOBUF, JSON_TYPE])('takes an empty body with %o', async (headers) => {
    const response = await post('', headers);
    expect(response.status).toBe(200);
    expect(store.appends()).toBe(0);
  });

  it('takes a request without resource spans', async () => {
    const response = await post('{}', JSON_TYPE);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('{}');
  });

  it('tells about spans it left out, in protobuf', async () => {
    const response = await post(requestProtobufWithInvalidSpan(), PROTOBUF);
    expect(response.status).toBe(200);
    const { partialSuccess } = decodeAnswer('Response', await bytesOf(response));
    expect(partialSuccess).toEqual({
      rejectedSpans: '1',
      errorMessage: expect.stringContaining('trace id is all zeros'),
    });
    expect(storedNames()).toEqual(['good']);
  });

  it('tells about spans it left out, in JSON, with the count as text', async () => {
    const bad = spanJson('bad', { spanId: '0000000000000000' });
    const response = await post(JSON.stringify(requestJson(bad, spanJson('good'))), JSON_TYPE);
    expect(response.status).toBe(200);
    const { partialSuccess } = (await response.json()) as { partialSuccess: object };
    expect(partialSuccess).toEqual({
      rejectedSpans: '1',
      errorMessage: expect.stringContaining('spans[0]'),
    });
    expect(storedNames()).toEqual(['good']);
  });
});

describe('refusals', () => {
  it('answers undecodable protobuf with 400 and a protobuf Status', async () => {
    const whole = requestProtobuf(spanJson('pay'));
    const response = await post(whole.subarray(0, whole.length - 5), PROTOBUF);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/x-protobuf');
    const status = decodeAnswer('Status', await bytesOf(response));
    expect(status).toEqual({ code: 3, message: expect.stringContaining('byte') });
    expect(store.batches).toHaveLength(0);
  });

  it('answers a JSON error with 400, a JSON Status and the place', async () => {
    const response = await post('{\n  "resourceSpans": [,]\n}', JSON_TYPE);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      code: 3,
      message: 'the body is not JSON (at line 2, column 21)',
    });
  });

  it('answers JSON that is not OTLP with the path of the field', async () => {
    const response = await post('{"resourceSpans":[{"scopeSpans":5}]}', JSON_TYPE);
    expect(response.status).toBe(400);
    const { message } = (await response.json()) as { message: string };
    expect(message).toContain('resourceSpans[0].scopeSpans');
  });

  it('answers JSON in another character set with 400', async () => {
    const response = await post(Buffer.from('{"a":"\xe9"}', 'latin1'), JSON_TYPE);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('UTF-8');
  });

  it.each([{}, { 'content-type': 'text/plain' }, { 'content-type': 'constructor' }])(
    'answers content type %o with 415 in JSON',
    async (headers: Record<string, string>) => {
      const response = await post(new Uint8Array([1]), headers);
      expect(response.status).toBe(415);
      expect(await response.json()).toMatchObject({ code: 3 });
      expect(store.appends()).toBe(0);
    },
  );

  it('answers an unknown Content-Encoding with 415 and names those it knows', async () => {
    const response = await post('x', { ...JSON_TYPE, 'content-encoding': 'br' });
    expect(response.status).toBe(415);
    const { message } = (await response.json()) as { message: string };
    expect(message).toContain('identity, gzip, deflate, zstd');
  });

  it('answers a broken or truncated compressed body with 400', async () => {
    const whole = gzipSync(requestProtobuf(spanJson('pay')));
    for (const body of [whole.subarray(0, whole.length - 9), Buffer.from('not gzip at all')]) {
      const response = await post(body, { ...PROTOBUF, 'content-encoding': 'gzip' });
      expect(response.status).toBe(400);
      const status = decodeAnswer('Status', await bytesOf(response));
      expect(status).toEqual({ code: 3, message: expect.stringContaining('decompressed') });
    }
    expect(store.appends()).toBe(0);
  });

  it('answers too large a body with 413, whether declared or found out', async () => {
    const large = Buffer.alloc(MAX_REQUEST_BYTES + 1, 0x20);
    const declared = await post(large, JSON_TYPE);
    expect(declared.status).toBe(413);
    expect(await declared.json()).toMatchObject({ code: 8 });
    const streamed = await fetch(`${listener.url}/v1/traces`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: new Blob([new Uint8Array(large)]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(streamed.status).toBe(413);
    expect(store.appends()).toBe(0);
  });

  it('takes exactly the largest body, plain and compressed', async () => {
    const largest = JSON.stringify({}).padEnd(MAX_REQUEST_BYTES);
    expect((await post(largest, JSON_TYPE)).status).toBe(200);
    const compressed = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    expect((await post(gzipSync(largest), compressed)).status).toBe(200);
    expect((await post(gzipSync(`${largest} `), compressed)).status).toBe(413);
  });

  it.each(['gzip', 'deflate'])('answers a %s bomb with 413', async (coding) => {
    const zeros = Buffer.alloc(32 * 1024 * 1024);
    const bomb = coding === 'gzip' ? gzipSync(zeros) : deflateSync(zeros);
    expect(bomb.length).toBeLessThan(MAX_REQUEST_BYTES);
    const response = await post(bomb, { ...PROTOBUF, 'content-encoding': coding });
    expect(response.status).toBe(413);
    expect(decodeAnswer('Status', await bytesOf(response))).toMatchObject({ code: 8 });
    expect(store.appends()).toBe(0);
  });

  it('asks to come back when the store is away', async () => {
    store.failWith(new StoreUnavailableError('the engine is restarting', 2300));
    const response = await post(requestProtobuf(spanJson('pay')), PROTOBUF);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('3');
    expect(decodeAnswer('Status', await bytesOf(response))).toEqual({
      code: 14,
      message: 'the engine is restarting',
    });
  });

  it('asks to come back when too much is in flight', async () => {
    store.failWith(new StoreOverloadedError('too many bytes in flight', 1));
    const response = await post(JSON.stringify(requestJson(spanJson('pay'))), JSON_TYPE);
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toEqual({ code: 14, message: 'too many bytes in flight' });
  });

  it('keeps its own faults to itself', async () => {
    store.failWith(new TypeError('secret detail'));
    const response = await post(requestProtobuf(spanJson('pay')), PROTOBUF);
    expect(response.status).toBe(500);
    const status = decodeAnswer('Status', await bytesOf(response));
    expect(status).toMatchObject({ code: 13 });
    expect(JSON.stringify(status)).not.toContain('secret');
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('answers %s with 405', async (method) => {
    const response = await fetch(`${listener.url}/v1/traces`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST, OPTIONS');
    expect(await response.json()).toMatchObject({ code: 12 });
  });

  it.each(['logs', 'metrics'])('says that %s are not taken', async (signal) => {
    const response = await fetch(`${listener.url}/v1/${signal}`, {
      method: 'POST',
      headers: PROTOBUF,
      body: new Uint8Array([10, 0]),
    });
    expect(response.status).toBe(404);
    const status = decodeAnswer('Status', await bytesOf(response));
    expect(status).toEqual({ code: 12, message: expect.stringContaining(`not ${signal}`) });
  });

  it('answers other paths with 404 and the right one', async () => {
    const response = await fetch(`${listener.url}/api/traces`, { method: 'POST' });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('/v1/traces');
  });
});

describe('connections', () => {
  it('gives nothing to the store when the sender leaves in the middle of a body', async () => {
    const { hostname, port } = new URL(listener.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const body = requestProtobuf(spanJson('pay'));
    const head = `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n`;
    socket.write(`${head}Content-Length: ${body.length}\r\n\r\n`);
    socket.write(body.subarray(0, body.length - 1));
    // Answered on another connection: by then the first part has arrived.
    expect((await post(body, PROTOBUF)).status).toBe(200);
    socket.destroy();
    await expect
      .poll(() => metrics.render())
      .toContain('throughline_ingest_requests_total{protocol="otlp_http",outcome="cancelled"} 1');
    expect(store.appends()).toBe(1);
  });

  it('keeps a connection after a refusal', async () => {
    const { hostname, port } = new URL(listener.url);
    const socket = connect(Number(port), hostname);
    const request =
      'POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc';
    socket.write(request + request);
    let received = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
    });
    await expect.poll(() => received.split('HTTP/1.1 415').length - 1).toBe(2);
    socket.destroy();
  });

  it('tells a gRPC sender, and the log, that it has the wrong port', async () => {
    const warnings: string[] = [];
    const warn: Logger['warn'] = (_details, message) => warnings.push(message);
    const misused = newListener(['*'], { ...silentLogger, warn });
    await misused.listener.start();
    const { hostname, port } = new URL(misused.listener.url);
    const socket = connect(Number(port), hostname).setEncoding('utf8');
    socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    const [answer] = await once(socket, 'data');
    expect(answer).toContain('HTTP/1.1 400 Bad Request');
    expect(answer).toContain('4317');
    expect(warnings).toEqual([expect.stringContaining('4317')]);
    await misused.listener.stop(0);
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['a malformed path', 'POST /v1/%zz HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n'],
    ['two lengths', 'POST /v1/traces HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na'],
  ])('answers %s with 400 and a Status', async (_name, request) => {
    const { hostname, port } = new URL(listener.url);
    const socket = connect(Number(port), hostname).setEncoding('utf8');
    socket.write(request);
    const [answer] = await once(socket, 'data');
    expect(answer).toMatch(/^HTTP\/1.1 400 .*\r\n\r\n\{"code":3,"message":".+"\}$/s);
    socket.destroy();
  });

  it('stops although a sender never finishes', async () => {
    const { hostname, port } = new URL(listener.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write('POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n');
    socket.write('Content-Type: application/json\r\n\r\n{');
    await expect.poll(() => metrics.render()).toContain('in_flight{protocol="otlp_http"} 1');
    const closed = once(socket, 'close');
    await listener.stop(10);
    await closed;
    expect(store.appends()).toBe(0);
  });

  it('tells when its port is taken', async () => {
    const { port } = new URL(listener.url);
    const second = createOtlpHttpListener({
      store,
      metrics: metrics.ingest,
      logger: silentLogger,
      host: '127.0.0.1',
      port: Number(port),
      corsOrigins: [],
      maxRequestBytes: MAX_REQUEST_BYTES,
    });
    await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await second.stop(0);
  });
});

describe('web pages', () => {
  const preflight = {
    method: 'OPTIONS',
    headers: {
      origin: 'https://shop.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,content-encoding,x-tenant',
    },
  };

  it('may send from any origin by default, with headers of their own', async () => {
    const response = await fetch(`${listener.url}/v1/traces`, preflight);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(response.headers.get('access-control-allow-methods')).toContain('POST');
    expect(response.headers.get('access-control-allow-headers')).toBe(
      'content-type,content-encoding,x-tenant',
    );
    const exported = await post('{}', { ...JSON_TYPE, origin: 'https://shop.example' });
    expect(exported.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(exported.headers.get('access-control-expose-headers')).toContain('retry-after');
  });

  it('may not send from an origin that is not listed', async () => {
    const strict = newListener(['https://ours.example']);
    await strict.listener.start();
    try {
      const url = `${strict.listener.url}/v1/traces`;
      const refused = await fetch(url, preflight);
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
      const headers = { ...preflight.headers, origin: 'https://ours.example' };
      const allowed = await fetch(url, { ...preflight, headers });
      expect(allowed.headers.get('access-control-allow-origin')).toBe('https://ours.example');
    } finally {
      await strict.listener.stop(0);
    }
  });
});

describe('metrics', () => {
  it('count requests by outcome, and spans and bytes', async () => {
    const body = requestProtobufWithInvalidSpan();
    const compressed = gzipSync(body);
    await post(compressed, { ...PROTOBUF, 'content-encoding': 'gzip' });
    await post('{', JSON_TYPE);
    await post('x', { 'content-type': 'text/plain' });
    const text = await metrics.render();
    const labels = 'protocol="otlp_http"';
    for (const line of [
      `throughline_ingest_requests_total{${labels},outcome="partial"} 1`,
      `throughline_ingest_requests_total{${labels},outcome="invalid"} 1`,
      `throughline_ingest_requests_total{${labels},outcome="unsupported"} 1`,
      `throughline_ingest_spans_received_total{${labels}} 2`,
      `throughline_ingest_spans_accepted_total{${labels}} 1`,
      `throughline_ingest_spans_rejected_total{${labels}} 1`,
      `throughline_ingest_received_bytes_total{${labels}} ${body.length + 1}`,
      `throughline_ingest_wire_bytes_total{${labels}} ${compressed.length + 1}`,
      `throughline_ingest_requests_in_flight{${labels}} 0`,
    ]) {
      expect(text).toContain(line);
    }
  });
});
