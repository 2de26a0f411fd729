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
import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import { decodeTracesProtobuf } from '@throughline/model/otlp/protobuf-decode';
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

/** Every one-in-so-many calls is one that has to succeed. */
const SOUND_ONE_IN = 5;

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
  /** What the store has to be given, as JSON; undefined where the case is not sound. */
  readonly expected: string | undefined;
}

export async function fuzzGrpc(options: FuzzOptions): Promise<FuzzCounts> {
  const random = new FuzzRandom(options.seed);
  const cases = new FuzzCases(random);
  const counts: Record<string, number> = {};
  const arrivals = new Arrivals();
  const listener = createOtlpGrpcListener({
    store: arrivals.sink,
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
        arrivals.expect(one.expected);
        const status = await answerOf(session, one);
        arrivals.check(one.expected);
        if (one.expected !== undefined) assert.equal(status, OK);
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

/**
 * Decodes as the store does, keeps nothing, and tells whether sound messages came through as they were sent:
 * receiving uses memory again, and one message must not write over another.
 */
class Arrivals {
  private readonly batch = new SpanBatch();
  private readonly expected = new Map<string, { awaited: number; arrived: number }>();

  readonly sink: SpanSink = {
    append: async (_bodyBytes, decode) => {
      try {
        const outcome = decode(this.batch);
        const entry = this.expected.get(encodeTraceJson(this.batch));
        if (entry !== undefined) entry.arrived++;
        return outcome;
      } finally {
        this.batch.clear();
      }
    },
  };

  expect(json: string | undefined): void {
    if (json === undefined) return;
    const entry = this.expected.get(json) ?? { awaited: 0, arrived: 0 };
    entry.awaited++;
    this.expected.set(json, entry);
  }

  check(json: string | undefined): void {
    const entry = json === undefined ? undefined : this.expected.get(json);
    if (json === undefined || entry === undefined) return;
    if (--entry.awaited === 0) this.expected.delete(json);
    assert.ok(entry.arrived-- > 0, 'a sound message did not come through as it was sent');
  }
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
  if (random.oneIn(SOUND_ONE_IN)) return soundCase(random, cases);
  const encoding = random.pick([undefined, 'identity', 'gzip', 'gzip', 'deflate', 'br']);
  const frames = Array.from({ length: random.oneIn(20) ? random.below(3) : 1 }, () =>
    frame(random, payload(random, cases, encoding), encoding),
  );
  const body = joinBytes(...frames);
  return {
    body: random.oneIn(20) ? mutateBytes(random, body) : body,
    encoding,
    expected: undefined,
  };
}

function soundCase(random: FuzzRandom, cases: FuzzCases): GrpcCase {
  const encoding = random.pick([undefined, 'gzip', 'deflate']);
  const { protobuf } = cases.wellFormed();
  const batch = new SpanBatch();
  decodeTracesProtobuf(protobuf, batch, 0);
  // An empty message does not bother the store.
  const expected = protobuf.length === 0 ? undefined : encodeTraceJson(batch);
  if (encoding === undefined) return { body: framed(0, protobuf), encoding, expected };
  const message = encoding === 'gzip' ? gzipSync(protobuf) : deflateSync(protobuf);
  return { body: framed(1, message), encoding, expected };
}

function payload(random: FuzzRandom, cases: FuzzCases, encoding: string | undefined): Uint8Array {
  const plain = random.oneIn(3) ? cases.wellFormed().protobuf : cases.protobuf();
  if (encoding !== 'gzip' && encoding !== 'deflate') return plain;
  if (random.oneIn(100)) return BOMB;
  const compressed = encoding === 'gzip' ? gzipSync(plain) : deflateSync(plain);
  return random.oneIn(2) ? compressed : mutateBytes(random, compressed);
}

/** The flag "compressed", four bytes of length, and the message; at times one of them is a lie. */
function frame(random: FuzzRandom, message: Uint8Array, encoding: string | undefined): Uint8Array {
  const isCompressed = encoding === 'gzip' || encoding === 'deflate';
  const flag = random.oneIn(20) ? random.below(256) : Number(isCompressed);
  const lie = random.oneIn(20) ? random.pick([-1, 1, 1000, 2 ** 31, 2 ** 32 - 1]) : 0;
  const length = Math.min(2 ** 32 - 1, Math.max(0, message.length + lie));
  return framed(flag, message, length);
}

function framed(flag: number, message: Uint8Array, length = message.length): Uint8Array {
  const head = new Uint8Array(5);
  head[0] = flag;
  new DataView(head.buffer).setUint32(1, length);
  return joinBytes(head, message);
}
