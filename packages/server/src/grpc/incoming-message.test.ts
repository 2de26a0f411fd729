// Messages on their way in, over real connections: how many bytes, how long, and how much larger after
// decompression.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { silentLogger } from '@throughline/storage/contract/logger';
import { expect, it, onTestFinished } from 'vitest';
import { createMetrics } from '../telemetry/metrics.ts';
import { decodeAnswer, requestProtobuf, spanJson } from '../testing/otlp-requests.ts';
import { createRecordingSink } from '../testing/recording-sink.ts';
import { createOtlpGrpcListener } from './otlp-grpc-listener.ts';
import { EXPORT_PATH } from './trace-service.ts';

const MEBIBYTE = 1024 * 1024;

async function startListener(limits: { bodyBudgetBytes?: number; receiveTimeoutMs?: number }) {
  const store = createRecordingSink();
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const listener = createOtlpGrpcListener({
    store,
    metrics: metrics.ingest,
    logger: silentLogger,
    host: '127.0.0.1',
    port: 0,
    maxRequestBytes: 16 * MEBIBYTE,
    ...limits,
  });
  await listener.start();
  const session = connect(listener.url);
  session.on('error', () => {});
  onTestFinished(async () => {
    session.destroy();
    await listener.stop(0);
  });
  return { store, metrics, session };
}

/** A call that has announced a message and sent nothing of it. */
function open(session: ClientHttp2Session, length: number, encoding?: string): ClientHttp2Stream {
  const stream = session.request({
    ':method': 'POST',
    ':path': EXPORT_PATH,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...(encoding === undefined ? {} : { 'grpc-encoding': encoding }),
  });
  stream.on('error', () => {});
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(encoding === undefined ? 0 : 1, 0);
  prefix.writeUInt32BE(length, 1);
  stream.write(prefix);
  return stream;
}

async function answerOf(stream: ClientHttp2Stream) {
  const [headers] = await once(stream, 'response');
  const early = Number(headers['grpc-status'] ?? Number.NaN);
  stream.resume();
  if (!Number.isNaN(early)) return { code: early, headers };
  const [trailers] = await once(stream, 'trailers');
  return { code: Number(trailers['grpc-status']), headers: trailers };
}

it('refuses what is beyond the bytes of all messages, to be sent again, and takes it later', async () => {
  const { store, session, metrics } = await startListener({ bodyBudgetBytes: 100_000 });
  const slow = open(session, 90_000);
  slow.write(Buffer.alloc(80_000));
  const refused = open(session, 90_000);
  refused.write(Buffer.alloc(80_000));
  const { code, headers } = await Promise.race([answerOf(slow), answerOf(refused)]);
  expect(code).toBe(status.UNAVAILABLE);
  const details = Buffer.from(String(headers['grpc-status-details-bin']), 'base64');
  expect(JSON.stringify(decodeAnswer('Status', details))).toContain('RetryInfo');
  slow.close();
  refused.close();
  await Promise.all([once(slow, 'close'), once(refused, 'close')]);
  const message = requestProtobuf(spanJson('x'.repeat(60_000)));
  for (let times = 0; times < 5; times++) {
    const good = open(session, message.length);
    good.end(message);
    expect((await answerOf(good)).code).toBe(status.OK);
  }
  expect(store.appends()).toBe(5);
  expect(await metrics.render()).toContain('outcome="overloaded"} 1');
});

it('gives up on a message that does not end', async () => {
  const { store, session } = await startListener({ receiveTimeoutMs: 50 });
  const endless = open(session, 1_000_000);
  endless.write(Buffer.alloc(1000));
  expect((await answerOf(endless)).code).toBe(status.CANCELLED);
  expect(store.appends()).toBe(0);
});

it('refuses a message that grows by far too much', async () => {
  const { store, session } = await startListener({});
  const bomb = gzipSync(Buffer.alloc(15 * MEBIBYTE));
  const call = open(session, bomb.length, 'gzip');
  call.end(bomb);
  const { code, headers } = await answerOf(call);
  expect(code).toBe(status.RESOURCE_EXHAUSTED);
  expect(decodeURI(String(headers['grpc-message']))).toContain('more than 200 times');
  expect(store.appends()).toBe(0);
});

it('holds all bombs together within the bytes of all messages', async () => {
  const { session } = await startListener({ bodyBudgetBytes: 4 * MEBIBYTE });
  const large = gzipSync(Buffer.concat([Buffer.alloc(2 * MEBIBYTE), randomBytes(100_000)]));
  const codes = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const call = open(session, large.length, 'gzip');
      call.end(large);
      return (await answerOf(call)).code;
    }),
  );
  expect(codes).toContain(status.UNAVAILABLE);
  expect(new Set(codes)).not.toContain(status.INTERNAL);
});
