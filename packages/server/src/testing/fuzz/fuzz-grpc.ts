// gRPC calls by hand through a real connection: messages whose flag, length, encoding or number is wrong
// around bodies that are bent. Every call ends with a status that the protocol documents, and the
// connection goes on.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import { deflateSync, gzipSync } from 'node:zlib';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { FuzzRandom } from '@throughline/model/fuzz/fuzz-random';
import { joinBytes, mutateBytes } from '@throughline/model/fuzz/mutate-bytes';
import { silentLogger } from '@throughline/storage/contract/logger';
import { createOtlpGrpcListener } from '../../grpc/otlp-grpc-listener.ts';
import { EXPORT_PATH } from '../../grpc/trace-service.ts';
import { RPC_CODE } from '../../ingest/export-failure.ts';
import type { SpanSink } from '../../ingest/export-traces.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import { FuzzCases } from './fuzz-cases.ts';
import { describe, type FuzzCounts, type FuzzOptions } from './fuzz-run.ts';

const MAX_REQUEST_BYTES = 256 * 1024;

const BOMB = gzipSync(new Uint8Array(4 * MAX_REQUEST_BYTES));

/** Calls under way at one time, as from a busy gateway. */
const IN_FLIGHT = 32;

/** A call without an answer after this hangs. */
const HANG_MS = 30_000;

const OK = 0;
const EXPECTED: ReadonlySet<number> = new Set([
  OK,
  RPC_CODE.invalidArgument,
  RPC_CODE.resourceExhausted,
  RPC_CODE.unimplemented,
  // The gRPC library's own answer to broken compression, and to no message or two.
  RPC_CODE.internal,
]);

interface GrpcCase {
  readonly body: Uint8Array;
  readonly encoding: string | undefined;
}

export async function fuzzGrpc(options: FuzzOptions): Promise<FuzzCounts> {
  const random = new FuzzRandom(options.seed);
  const cases = new FuzzCases(random);
  const counts: Record<string, number> = {};
  const listener = createOtlpGrpcListener({
    store: decodingSink(),
    metrics: createMetrics({ version: 'fuzz', withProcessMetrics: false }).ingest,
    logger: silentLogger,
    host: '127.0.0.1',
    port: 0,
    maxRequestBytes: MAX_REQUEST_BYTES,
  });
  await listener.start();
  const session = connect(listener.url);
  let left = options.cases;
  const sendCases = async (): Promise<void> => {
    while (left-- > 0) {
      const one = grpcCase(random, cases);
      const startedMs = performance.now();
      try {
        const status = await answerOf(session, one);
        counts[`status ${status}`] = (counts[`status ${status}`] ?? 0) + 1;
      } catch (error) {
        options.onFinding({ problem: describe(error), bodies: [one.body] });
      }
      options.onCase?.(performance.now() - startedMs);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sendCases));
  session.close();
  await listener.stop(0);
  return counts;
}

/** Decodes as the store does, and keeps nothing. */
function decodingSink(): SpanSink {
  const batch = new SpanBatch();
  return {
    async append(_bodyBytes, decode) {
      try {
        return decode(batch);
      } finally {
        batch.clear();
      }
    },
  };
}

async function answerOf(session: ClientHttp2Session, one: GrpcCase): Promise<number> {
  const stream = session.request({
    ':method': 'POST',
    ':path': EXPORT_PATH,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...(one.encoding === undefined ? {} : { 'grpc-encoding': one.encoding }),
  });
  let answer: IncomingHttpHeaders = {};
  stream.on('response', (headers) => {
    answer = { ...answer, ...headers };
  });
  stream.on('trailers', (trailers) => {
    answer = { ...answer, ...trailers };
  });
  // A refusal may come while the body is still being sent, and end the stream with a reset.
  stream.on('error', () => {});
  stream.resume();
  stream.end(one.body);
  await once(stream, 'close', { signal: AbortSignal.timeout(HANG_MS) });
  const status = Number(answer['grpc-status'] ?? 'NaN');
  const message = decodeURIComponent(String(answer['grpc-message'] ?? ''));
  assert.ok(EXPECTED.has(status), `status ${status}: ${message}`);
  assert.ok(!message.includes('fault of Throughline'), message);
  return status;
}

function grpcCase(random: FuzzRandom, cases: FuzzCases): GrpcCase {
  const encoding = random.pick([undefined, 'identity', 'gzip', 'gzip', 'deflate', 'br']);
  const frames = Array.from({ length: random.oneIn(20) ? random.below(3) : 1 }, () =>
    frame(random, payload(random, cases, encoding), encoding),
  );
  const body = joinBytes(...frames);
  return { body: random.oneIn(20) ? mutateBytes(random, body) : body, encoding };
}

function payload(random: FuzzRandom, cases: FuzzCases, encoding: string | undefined): Uint8Array {
  const plain = random.oneIn(3) ? cases.wellFormed().protobuf : cases.protobuf();
  if (encoding !== 'gzip' && encoding !== 'deflate') return plain;
  if (random.oneIn(100)) return BOMB;
  const compressed = encoding === 'gzip' ? gzipSync(plain) : deflateSync(plain);
  return random.oneIn(2) ? compressed : mutateBytes(random, compressed);
}

/** The flag "compressed", four bytes of length, and the message. */
function frame(random: FuzzRandom, message: Uint8Array, encoding: string | undefined): Uint8Array {
  const isCompressed = encoding === 'gzip' || encoding === 'deflate';
  const flag = random.oneIn(20) ? random.below(256) : Number(isCompressed);
  const lie = random.oneIn(20) ? random.pick([-1, 1, 1000, 2 ** 31, 2 ** 32 - 1]) : 0;
  const length = Math.min(2 ** 32 - 1, Math.max(0, message.length + lie));
  const head = new Uint8Array(5);
  head[0] = flag;
  new DataView(head.buffer).setUint32(1, length);
  return joinBytes(head, message);
}
