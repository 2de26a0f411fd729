// Jaeger's ingest through real sockets: HTTP, gRPC and UDP, each answered and counted as it should be.

import { createSocket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { samplingTable, strategyFor } from '@throughline/model/jaeger/sampling-strategy';
import { StoreUnavailableError } from '@throughline/storage/contract/errors';
import { silentLogger } from '@throughline/storage/contract/logger';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Listener } from '../listener.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { readClientBody } from '../testing/client-bodies.ts';
import { createRecordingSink } from '../testing/recording-sink.ts';
import { createJaegerGrpcListener } from './jaeger-grpc-listener.ts';
import { createJaegerHttpListener } from './jaeger-http-listener.ts';
import { createJaegerUdpListener } from './jaeger-udp-listener.ts';

/** Packets are not answered: the figures are asked until they tell. */
const POLL_MS = 5;

type Common = Parameters<typeof createJaegerHttpListener>[0];

const STRATEGIES = samplingTable({
  service_strategies: [{ service: 'cart', type: 'ratelimiting', param: 7 }],
});

async function started(create: (options: Common) => Listener) {
  const store = createRecordingSink();
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const listener = create({
    store,
    metrics: metrics.ingest,
    logger: silentLogger,
    host: '127.0.0.1',
    port: 0,
    maxRequestBytes: 100_000,
    sampling: {
      strategyFor: (service) => strategyFor(STRATEGIES, service),
      count: metrics.samplingRequest,
    },
  });
  await listener.start();
  onTestFinished(() => listener.stop(0));
  return { store, metrics, listener };
}

const BATCH = readClientBody('jaeger/jaeger-client-node-http.bin');

async function post(listener: Listener, body: Uint8Array, type: string | undefined) {
  const response = await fetch(`${listener.url}/api/traces?format=jaeger.thrift`, {
    method: 'POST',
    headers: type === undefined ? {} : { 'content-type': type },
    body: new Uint8Array(body),
  });
  return [response.status, await response.text()];
}

describe('over HTTP', () => {
  it.each(['application/x-thrift', 'application/vnd.apache.thrift.binary; charset=utf-8'])(
    'a batch as %s is answered with 202',
    async (type) => {
      const { store, metrics, listener } = await started(createJaegerHttpListener);
      expect(await post(listener, BATCH, type)).toEqual([202, '']);
      expect(store.batches.map((batch) => batch.rowCount)).toEqual([3]);
      expect(await metrics.render()).toContain(
        'throughline_ingest_spans_accepted_total{protocol="jaeger_http"} 3',
      );
    },
  );

  it("says what is wrong in Jaeger's words", async () => {
    const { store, listener } = await started(createJaegerHttpListener);
    const thrift = 'application/x-thrift';
    expect(await post(listener, BATCH, 'application/json')).toEqual([
      400,
      'Unsupported content type: application/json\n',
    ]);
    expect(await post(listener, BATCH, 'thrift')).toEqual([
      400,
      'Cannot parse content type: thrift\n',
    ]);
    expect(await post(listener, BATCH.subarray(0, 100), thrift)).toEqual([
      400,
      expect.stringMatching(/^Unable to process request body: the message ends inside/),
    ]);
    store.failWith(new StoreUnavailableError('the engine is away', 1000));
    expect(await post(listener, BATCH, thrift)).toEqual([
      503,
      'Cannot submit Jaeger batch: the engine is away\n',
    ]);
    expect(store.batches).toEqual([]);
  });
});

const asItIs = (bytes: Buffer): Buffer => bytes;

function postSpans(listener: Listener, message: Uint8Array): Promise<Buffer> {
  const client = new Client(new URL(listener.url).host, credentials.createInsecure());
  onTestFinished(() => client.close());
  return new Promise((resolve, reject) => {
    const path = '/jaeger.api_v2.CollectorService/PostSpans';
    client.makeUnaryRequest(path, asItIs, asItIs, Buffer.from(message), (error, answer) => {
      if (error === null && answer !== undefined) resolve(answer);
      else reject(error);
    });
  });
}

describe('over gRPC', () => {
  it('spans are answered with an empty message', async () => {
    const { store, metrics, listener } = await started(createJaegerGrpcListener);
    const message = readClientBody('jaeger/opentelemetry-python-grpc.bin');
    expect(await postSpans(listener, message)).toHaveLength(0);
    expect(store.batches.map((batch) => batch.rowCount)).toEqual([2]);
    expect(await metrics.render()).toContain(
      'throughline_ingest_spans_accepted_total{protocol="jaeger_grpc"} 2',
    );
  });

  it('what is malformed or comes at the wrong time has its code', async () => {
    const { store, metrics, listener } = await started(createJaegerGrpcListener);
    const malformed = postSpans(listener, Uint8Array.of(0x0a, 0x7f));
    await expect(malformed).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    } satisfies Partial<ServiceError>);
    store.failWith(new StoreUnavailableError('the engine is away', 1000));
    const message = readClientBody('jaeger/opentelemetry-python-grpc.bin');
    await expect(postSpans(listener, message)).rejects.toMatchObject({ code: status.UNAVAILABLE });
    const tooLarge = postSpans(listener, new Uint8Array(200_000));
    await expect(tooLarge).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    const text = await metrics.render();
    for (const reason of ['invalid', 'unavailable', 'too_large']) {
      expect(text).toContain(`{protocol="jaeger_grpc",reason="${reason}"} 1`);
    }
  });
});

function signal(): { readonly given: Promise<void>; give(): void } {
  let give = (): void => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

/** Sends packets and waits until so many requests have been counted. */
async function sendPackets(
  { listener, metrics }: Awaited<ReturnType<typeof started>>,
  packets: readonly Uint8Array[],
): Promise<string> {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  const { port } = new URL(listener.url);
  for (const packet of packets) {
    socket.send(packet, Number(port), '127.0.0.1');
  }
  for (;;) {
    const text = await metrics.render();
    const ended = [...text.matchAll(/^throughline_ingest_requests_total\{.*\} (\d+)$/gm)];
    if (ended.reduce((sum, match) => sum + Number(match[1]), 0) >= packets.length) return text;
    await delay(POLL_MS);
  }
}

async function untilRendered(
  { metrics }: Pick<Awaited<ReturnType<typeof started>>, 'metrics'>,
  pattern: RegExp,
): Promise<string> {
  for (;;) {
    const text = await metrics.render();
    if (pattern.test(text)) return text;
    await delay(POLL_MS);
  }
}

describe('over UDP', () => {
  it.each([
    ['binary', 'jaeger/jaeger-client-node-udp.bin', 3],
    ['compact', 'jaeger/opentelemetry-python-compact-udp.bin', 2],
  ] as const)('packets of %s thrift are stored and counted', async (thrift, file, spans) => {
    const server = await started((options) => createJaegerUdpListener({ ...options, thrift }));
    const packet = readClientBody(file);
    const text = await sendPackets(server, [packet, packet.subarray(0, 50), packet]);
    expect(server.store.batches.map((batch) => batch.rowCount)).toEqual([spans, spans]);
    expect(text).toContain(`accepted_total{protocol="jaeger_${thrift}"} ${2 * spans}`);
    expect(text).toContain(`{protocol="jaeger_${thrift}",reason="invalid"} 1`);
    expect(server.listener.url).toMatch(/^udp:\/\/127\.0\.0\.1:\d+$/);
  });

  it('what cannot be stored is dropped and counted', async () => {
    const server = await started((options) =>
      createJaegerUdpListener({ ...options, thrift: 'binary' }),
    );
    server.store.failWith(new StoreUnavailableError('the engine is away', 1000));
    const text = await sendPackets(server, [readClientBody('jaeger/jaeger-client-node-udp.bin')]);
    expect(text).toContain('{protocol="jaeger_binary",reason="unavailable"} 1');
  });

  it('what comes while too much is being written is dropped and counted', async () => {
    const packet = readClientBody('jaeger/jaeger-client-node-udp.bin');
    const written = signal();
    const server = await started((options) =>
      createJaegerUdpListener({
        ...options,
        store: {
          append: async (bytes, decode) => {
            await written.given;
            return options.store.append(bytes, decode);
          },
        },
        thrift: 'binary',
        maxPendingBytes: 2 * packet.length,
      }),
    );
    const text = sendPackets(server, [packet, packet, packet]);
    await untilRendered(server, /\{protocol="jaeger_binary",reason="overloaded"\} 1$/m);
    written.give();
    expect(await text).toContain('{protocol="jaeger_binary",outcome="stored"} 2');
    expect(server.store.batches).toHaveLength(2);
  });

  it('a port that is taken is told, and stopping before the start does no harm', async () => {
    const { listener } = await started((options) =>
      createJaegerUdpListener({ ...options, thrift: 'compact' }),
    );
    const second = createJaegerUdpListener({
      store: createRecordingSink(),
      metrics: createMetrics({ version: 'test', withProcessMetrics: false }).ingest,
      logger: silentLogger,
      host: '127.0.0.1',
      port: Number(new URL(listener.url).port),
      thrift: 'compact',
    });
    await expect(second.start()).rejects.toThrow('EADDRINUSE');
    await second.stop(0);
  });

  it('stopping waits for the packets that are being written', async () => {
    const begun = signal();
    const written = signal();
    const store = createRecordingSink();
    const listener = createJaegerUdpListener({
      store: {
        append: async (bytes, decode) => {
          begun.give();
          await written.given;
          return store.append(bytes, decode);
        },
      },
      metrics: createMetrics({ version: 'test', withProcessMetrics: false }).ingest,
      logger: silentLogger,
      host: '127.0.0.1',
      port: 0,
      thrift: 'binary',
    });
    await listener.start();
    const socket = createSocket('udp4');
    onTestFinished(() => void socket.close());
    const packet = readClientBody('jaeger/jaeger-client-node-udp.bin');
    socket.send(packet, Number(new URL(listener.url).port), '127.0.0.1');
    await begun.given;
    const stopped = listener.stop(10_000);
    written.give();
    await stopped;
    expect(store.batches.map((batch) => batch.rowCount)).toEqual([3]);
  });
});
