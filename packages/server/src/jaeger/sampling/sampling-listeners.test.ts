import { once } from 'node:events';
import { get } from 'node:http';
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { encodeSamplingProtobuf } from '@throughline/model/jaeger/sampling-encode';
import { samplingTable, strategyFor } from '@throughline/model/jaeger/sampling-strategy';
import { ProtobufWriter } from '@throughline/model/otlp/protobuf-writer';
import { silentLogger } from '@throughline/storage/contract/logger';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Listener } from '../../listener.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import { createRecordingSink } from '../../testing/recording-sink.ts';
import { createJaegerGrpcListener } from '../jaeger-grpc-listener.ts';
import { createJaegerHttpListener } from '../jaeger-http-listener.ts';
import { createSamplingGrpcListener } from './sampling-grpc-listener.ts';
import { createSamplingHttpListener, type SamplingAnswers } from './sampling-http.ts';

const TABLE = samplingTable({
  default_strategy: { type: 'probabilistic', param: 0.5 },
  service_strategies: [{ service: 'cart & co', type: 'ratelimiting', param: 7 }],
});

const ADDRESS = { host: '127.0.0.1', port: 0 };

async function started(create: (sampling: SamplingAnswers) => Listener): Promise<{
  readonly url: string;
  readonly asked: readonly string[];
}> {
  const asked: string[] = [];
  const listener = create({
    strategyFor: (service) => strategyFor(TABLE, service),
    count: (transport) => asked.push(transport),
  });
  await listener.start();
  onTestFinished(() => listener.stop(0));
  return { url: listener.url, asked };
}

const agent = (sampling: SamplingAnswers): Listener =>
  createSamplingHttpListener({ ...ADDRESS, sampling, logger: silentLogger });

const ingest = {
  ...ADDRESS,
  store: createRecordingSink(),
  metrics: createMetrics({ version: 'test', withProcessMetrics: false }).ingest,
  logger: silentLogger,
  maxRequestBytes: 100_000,
};

const collector = (sampling: SamplingAnswers): Listener =>
  createJaegerHttpListener({ ...ingest, sampling });

async function told(url: string, path: string): Promise<readonly unknown[]> {
  const response = await fetch(url + path);
  const text = await response.text();
  return [response.status, response.headers.get('content-type'), text];
}

const LIMITED = '{"strategyType":"RATE_LIMITING","rateLimitingSampling":{"maxTracesPerSecond":7}}';
const SHARE = '{"strategyType":"PROBABILISTIC","probabilisticSampling":{"samplingRate":0.5}}';

describe('over HTTP', () => {
  it.each([
    ['/sampling', agent],
    ['/api/sampling', collector],
  ] as const)('%s tells a service its strategy, by names of types', async (path, create) => {
    const { url, asked } = await started(create);
    expect(await told(url, `${path}?service=cart%20%26+co`)).toEqual([
      200,
      expect.stringMatching(/^application\/json/),
      LIMITED,
    ]);
    expect(await told(url, `${path}?service=other`)).toMatchObject([200, {}, SHARE]);
    expect(asked).toEqual(['http', 'http']);
  });

  it("the agent's address of old has numbers for types", async () => {
    const { url } = await started(agent);
    const [, , text] = await told(url, '/?service=cart%20%26%20co');
    expect(text).toBe('{"strategyType":1,"rateLimitingSampling":{"maxTracesPerSecond":7}}');
  });

  it.each(['', '?service=a&service=b', '?Service=a'])('refuses %j', async (query) => {
    for (const [path, create] of [
      ['/sampling', agent],
      ['/', agent],
      ['/api/sampling', collector],
    ] as const) {
      const { url, asked } = await started(create);
      expect(await told(url, path + query)).toEqual([
        400,
        'text/plain; charset=utf-8',
        "'service' parameter must be provided once\n",
      ]);
      expect(asked).toEqual([]);
    }
  });

  it('says where to ask, and tells nothing to a page that rebinds its name', async () => {
    const { url } = await started(agent);
    expect(await told(url, '/strategies')).toEqual([
      404,
      'text/plain; charset=utf-8',
      expect.stringContaining('ask at /sampling'),
    ]);
    const rebound = get(`${url}/sampling?service=a`, { headers: { host: 'evil.example:5778' } });
    const [response] = await once(rebound, 'response');
    response.resume();
    expect(response.statusCode).toBe(403);
  });
});

const asItIs = (bytes: Buffer): Buffer => bytes;

function call(url: string, request: Uint8Array): Promise<Buffer> {
  const client = new Client(new URL(url).host, credentials.createInsecure());
  onTestFinished(() => client.close());
  return new Promise((resolve, reject) => {
    const path = '/jaeger.api_v2.SamplingManager/GetSamplingStrategy';
    const done = (error: ServiceError | null, answer?: Buffer): void => {
      if (error !== null || answer === undefined) reject(error);
      else resolve(answer);
    };
    client.makeUnaryRequest(path, asItIs, asItIs, Buffer.from(request), done);
  });
}

describe('over gRPC', () => {
  it.each([
    ['its own port', (sampling) => createSamplingGrpcListener(ADDRESS, sampling)],
    ["the collector's", (sampling) => createJaegerGrpcListener({ ...ingest, sampling })],
  ] as const satisfies [string, (sampling: SamplingAnswers) => Listener][])(
    'on %s, tells a service its strategy',
    async (_, create) => {
      const { url, asked } = await started(create);
      const writer = new ProtobufWriter();
      writer.text(1, 'cart & co');
      const answer = await call(url, writer.bytes());
      expect(new Uint8Array(answer)).toEqual(
        encodeSamplingProtobuf(strategyFor(TABLE, 'cart & co')).slice(),
      );
      expect(asked).toEqual(['grpc']);
      await expect(call(url, Uint8Array.of(10, 200))).rejects.toMatchObject({
        code: status.INVALID_ARGUMENT,
      });
    },
  );
});
