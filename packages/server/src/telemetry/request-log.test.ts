// What every listener does for the log: a request id in the answer and in the line, and no secret that
// came with a request.

import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { StoreUnavailableError } from '@throughline/storage/contract/errors';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createOtlpGrpcListener } from '../grpc/otlp-grpc-listener.ts';
import { EXPORT_PATH } from '../grpc/trace-service.ts';
import { createTestApp } from '../http/testing/create-test-app.ts';
import { createOtlpHttpListener } from '../ingest/otlp-http-listener.ts';
import type { Listener } from '../listener.ts';
import { requestProtobuf, spanJson } from '../testing/otlp-requests.ts';
import { createRecordingSink } from '../testing/recording-sink.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';

const OURS = /^[0-9a-f-]{36}$/;
const ADDRESS = { host: '127.0.0.1', port: 0 };

function recording() {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ level: 'debug', format: 'json', destination });
  const parsed = () => lines.map((line): Record<string, unknown> => JSON.parse(line));
  return { logger, lines, parsed };
}

async function started(listener: Listener): Promise<string> {
  await listener.start();
  onTestFinished(() => listener.stop(0));
  return listener.url;
}

function ingestParts(logger: ReturnType<typeof createLogger>) {
  const store = createRecordingSink();
  const { ingest: metrics } = createMetrics({ version: 'test', withProcessMetrics: false });
  return { store, metrics, logger, ...ADDRESS, maxRequestBytes: 100_000 };
}

describe('the API', () => {
  it('takes a sound request id over, and logs the failure under it', async () => {
    const { logger, parsed } = recording();
    const error = new StoreUnavailableError('the storage engine does not answer', 1000);
    const answers = { services: () => Promise.reject(error) };
    const app = await createTestApp({ logger, answers });
    const headers = { 'x-request-id': 'from-the-proxy-1' };
    const answer = await app.inject({ url: '/api/v1/services', headers });
    expect(answer.headers['x-request-id']).toBe('from-the-proxy-1');
    expect(parsed()).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        requestId: 'from-the-proxy-1',
        code: 'STORE_UNAVAILABLE',
        reason: error.message,
        msg: 'a request failed',
      }),
    );
  });

  it('makes one in place of one that is not', async () => {
    const app = await createTestApp();
    const headers = { 'x-request-id': 'two words' };
    const answer = await app.inject({ url: '/healthz', headers });
    expect(answer.headers['x-request-id']).toMatch(OURS);
  });

  it('logs nothing of a query, and no header', async () => {
    const { logger, lines } = recording();
    const app = await createTestApp({ logger });
    const headers = { authorization: 'Bearer hunter2', cookie: 'session=hunter2' };
    for (const query of ['attribute=password=hunter2', 'status=hunter2', 'token=hunter2']) {
      await app.inject({ url: `/api/v1/traces?${query}`, headers });
    }
    expect(lines.length).toBeGreaterThanOrEqual(3);
    expect(lines.join('')).toContain('"path":"/api/v1/traces"');
    expect(lines.join('')).not.toContain('hunter2');
  });
});

describe('OTLP over HTTP', () => {
  it('answers with a request id, and logs a refusal under it', async () => {
    const { logger, parsed, lines } = recording();
    const parts = ingestParts(logger);
    const url = await started(createOtlpHttpListener({ ...parts, corsOrigins: [] }));
    const post = (headers: Record<string, string>, path = '/v1/traces') => {
      const body = new Uint8Array(requestProtobuf(spanJson('pay')));
      return fetch(`${url}${path}`, { method: 'POST', body, headers });
    };
    const protobuf = { 'content-type': 'application/x-protobuf' };
    expect((await post(protobuf)).headers.get('x-request-id')).toMatch(OURS);
    expect(lines).toEqual([]);

    parts.store.failWith(new StoreUnavailableError('the disk has 3 MiB left', 1000));
    const secret = { authorization: 'Bearer hunter2' };
    const refused = await post({ ...protobuf, ...secret, 'x-request-id': 'r-7' });
    expect(refused.headers.get('x-request-id')).toBe('r-7');
    await post({ ...protobuf, 'x-request-id': 'r-8' }, '/v1/logs?api_key=hunter2');
    expect(parsed()).toMatchObject([
      { level: 'warn', requestId: 'r-7', kind: 'unavailable', reason: 'the disk has 3 MiB left' },
      { level: 'debug', requestId: 'r-8', kind: 'unknownPath', protocol: 'otlp_http' },
    ]);
    expect(lines.join('')).not.toContain('hunter2');
  });
});

describe('OTLP over gRPC', () => {
  it('answers with a request id in the trailers, and logs a refusal under it', async () => {
    const { logger, parsed } = recording();
    const parts = ingestParts(logger);
    const url = await started(createOtlpGrpcListener(parts));
    const client = new Client(new URL(url).host, credentials.createInsecure());
    onTestFinished(() => client.close());
    const idOf = (message: Buffer, id: string) => exportCall(client, message, id);
    expect(await idOf(requestProtobuf(spanJson('pay')), 'r-1')).toBe('r-1');
    expect(await idOf(requestProtobuf(spanJson('pay')), 'not sound')).toMatch(OURS);
    expect(await idOf(Buffer.from([255]), 'r-2')).toBe('r-2');
    expect(await idOf(Buffer.alloc(200_000), 'r-3')).toBe('r-3');
    expect(parsed()).toMatchObject([
      { level: 'debug', requestId: 'r-2', kind: 'malformed', protocol: 'otlp_grpc' },
      { level: 'debug', requestId: 'r-3', protocol: 'otlp_grpc' },
    ]);
  });
});

/** The request id in the trailers, however the call ends. */
function exportCall(client: Client, message: Buffer, requestId: string): Promise<unknown> {
  const asItIs = (bytes: Buffer): Buffer => bytes;
  const metadata = new Metadata();
  metadata.set('x-request-id', requestId);
  metadata.set('authorization', 'Bearer hunter2');
  return new Promise((resolve) => {
    const onAnswer = (_error: ServiceError | null): void => {};
    client
      .makeUnaryRequest(EXPORT_PATH, asItIs, asItIs, message, metadata, onAnswer)
      .on('status', ({ metadata: trailers }) => resolve(trailers.get('x-request-id')[0]));
  });
}
