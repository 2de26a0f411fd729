// The OTLP/gRPC protocol through a real connection: what each call is answered with, what reaches the
// store, and the two standard services beside it.

import { once } from 'node:events';
import { connect as connectHttp2, constants } from 'node:http2';
import { gzipSync } from 'node:zlib';
import {
  type CallOptions,
  Client,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { StoreOverloadedError, StoreUnavailableError } from '@throughline/storage/contract/errors';
import { silentLogger } from '@throughline/storage/contract/logger';
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor/index.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMetrics } from '../telemetry/metrics.ts';
import {
  decodeAnswer,
  requestProtobuf,
  requestProtobufWithInvalidSpan,
  spanJson,
} from '../testing/otlp-requests.ts';
import { createRecordingSink } from '../testing/recording-sink.ts';
import { createOtlpGrpcListener } from './otlp-grpc-listener.ts';
import { protoDirectory, TRACE_SERVICE_PROTO } from './proto-directory.ts';
import { EXPORT_PATH, TRACE_SERVICE_NAME } from './trace-service.ts';

const MAX_REQUEST_BYTES = 100_000;
const asItIs = (bytes: Buffer): Buffer => bytes;

function newListener(port = 0) {
  const store = createRecordingSink();
  const metrics = createMetrics({ version: 'test', withProcessMetrics: false });
  const listener = createOtlpGrpcListener({
    store,
    metrics: metrics.ingest,
    logger: silentLogger,
    host: '127.0.0.1',
    port,
    maxRequestBytes: MAX_REQUEST_BYTES,
  });
  return { store, metrics, listener };
}

let { store, metrics, listener } = newListener();
let client: Client;
beforeEach(async () => {
  ({ store, metrics, listener } = newListener());
  await listener.start();
  client = new Client(new URL(listener.url).host, credentials.createInsecure());
});
afterEach(async () => {
  client.close();
  await listener.stop(0);
});

function call(path: string, message: Buffer, options: CallOptions = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      path,
      asItIs,
      asItIs,
      message,
      new Metadata(),
      options,
      (error, answer) => (error === null ? resolve(answer ?? Buffer.alloc(0)) : reject(error)),
    );
  });
}

async function refusal(message: Buffer, path = EXPORT_PATH): Promise<ServiceError> {
  const outcome = await call(path, message).then(
    () => 'success',
    (error: ServiceError) => error,
  );
  if (typeof outcome === 'string') throw new Error('the call was not refused');
  return outcome;
}

/** The google.rpc.Status of the trailer, its one detail decoded. */
function statusDetail(error: ServiceError, type: 'RetryInfo' | 'BadRequest') {
  const [trailer] = error.metadata.get('grpc-status-details-bin');
  if (!Buffer.isBuffer(trailer)) return undefined;
  const { code, message, details } = decodeAnswer('Status', trailer);
  const [detail] = details as { typeUrl: string; value: string }[];
  return {
    code,
    message,
    typeUrl: detail?.typeUrl,
    detail: decodeAnswer(type, Buffer.from(detail?.value ?? '', 'base64')),
  };
}

function storedNames(): string[] {
  return store.batches.flatMap((batch) =>
    Array.from({ length: batch.rowCount }, (_, row) => batch.name.textAt(row)),
  );
}

/** One gRPC message by hand, to say what no client library lets one say. */
async function rawCall(body: Buffer, headers: Record<string, string>): Promise<number> {
  const session = connectHttp2(listener.url);
  try {
    const stream = session.request({
      ':method': 'POST',
      ':path': EXPORT_PATH,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    const prefix = Buffer.alloc(5);
    prefix.writeUInt8(1, 0);
    prefix.writeUInt32BE(body.length, 1);
    stream.end(Buffer.concat([prefix, body]));
    const [answer] = await once(stream, 'response');
    stream.resume();
    return Number(answer['grpc-status']);
  } finally {
    session.destroy();
  }
}

describe('Export', () => {
  it('stores spans and answers with an empty message', async () => {
    expect(await call(EXPORT_PATH, requestProtobuf(spanJson('pay')))).toHaveLength(0);
    expect(storedNames()).toEqual(['pay']);
  });

  it('takes gzip', async () => {
    const compressed = new Client(new URL(listener.url).host, credentials.createInsecure(), {
      'grpc.default_compression_algorithm': 2,
    });
    const plain = client;
    client = compressed;
    try {
      await call(EXPORT_PATH, requestProtobuf(spanJson('pay')));
    } finally {
      plain.close();
    }
    expect(storedNames()).toEqual(['pay']);
  });

  it('takes an empty request', async () => {
    expect(await call(EXPORT_PATH, Buffer.alloc(0))).toHaveLength(0);
    expect(store.appends()).toBe(0);
  });

  it('tells about spans it left out', async () => {
    const answer = await call(EXPORT_PATH, requestProtobufWithInvalidSpan());
    expect(decodeAnswer('Response', answer)['partialSuccess']).toEqual({
      rejectedSpans: '1',
      errorMessage: expect.stringContaining('trace id is all zeros'),
    });
    expect(storedNames()).toEqual(['good']);
  });
});

describe('refusals', () => {
  it('INVALID_ARGUMENT with BadRequest when undecodable', async () => {
    const whole = requestProtobuf(spanJson('pay'));
    const error = await refusal(whole.subarray(0, whole.length - 5));
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    expect(error.details).toContain('byte');
    expect(statusDetail(error, 'BadRequest')).toEqual({
      code: status.INVALID_ARGUMENT,
      message: error.details,
      typeUrl: 'type.googleapis.com/google.rpc.BadRequest',
      detail: { fieldViolations: [{ description: error.details }] },
    });
    expect(store.batches).toHaveLength(0);
  });

  it.each([
    new StoreUnavailableError('the engine is restarting', 2300),
    new StoreOverloadedError('the engine is restarting', 2300),
  ])('UNAVAILABLE with RetryInfo for $name', async (cause) => {
    store.failWith(cause);
    const error = await refusal(requestProtobuf(spanJson('pay')));
    expect(error.code).toBe(status.UNAVAILABLE);
    expect(statusDetail(error, 'RetryInfo')).toEqual({
      code: status.UNAVAILABLE,
      message: 'the engine is restarting',
      typeUrl: 'type.googleapis.com/google.rpc.RetryInfo',
      detail: { retryDelay: { seconds: '2', nanos: 300_000_000 } },
    });
  });

  it('INTERNAL without details for its own faults', async () => {
    store.failWith(new TypeError('secret detail'));
    const error = await refusal(requestProtobuf(spanJson('pay')));
    expect(error.code).toBe(status.INTERNAL);
    expect(error.details).not.toContain('secret');
    expect(error.metadata.get('grpc-status-details-bin')).toEqual([]);
  });

  it('RESOURCE_EXHAUSTED without RetryInfo when too large', async () => {
    const error = await refusal(Buffer.alloc(MAX_REQUEST_BYTES + 1));
    expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
    expect(error.metadata.get('grpc-status-details-bin')).toEqual([]);
    expect(store.appends()).toBe(0);
  });

  it('RESOURCE_EXHAUSTED for a bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(MAX_REQUEST_BYTES);
    expect(await rawCall(bomb, { 'grpc-encoding': 'gzip' })).toBe(status.RESOURCE_EXHAUSTED);
    expect(store.appends()).toBe(0);
  });

  it('UNIMPLEMENTED for an unknown compression, INTERNAL for a broken one', async () => {
    const body = Buffer.from('neither');
    expect(await rawCall(body, { 'grpc-encoding': 'snappy' })).toBe(status.UNIMPLEMENTED);
    expect(await rawCall(body, { 'grpc-encoding': 'gzip' })).toBe(status.INTERNAL);
    expect(store.appends()).toBe(0);
  });

  it.each(['logs.v1.LogsService', 'metrics.v1.MetricsService'])(
    'UNIMPLEMENTED for %s',
    async (service) => {
      const path = `/opentelemetry.proto.collector.${service}/Export`;
      expect((await refusal(Buffer.alloc(0), path)).code).toBe(status.UNIMPLEMENTED);
    },
  );

  it('are counted, those of the gRPC library too', async () => {
    await call(EXPORT_PATH, requestProtobuf(spanJson('pay')));
    await refusal(Buffer.from([0xff]));
    await refusal(Buffer.alloc(MAX_REQUEST_BYTES + 1));
    await rawCall(Buffer.from('x'), { 'grpc-encoding': 'snappy' });
    const text = await metrics.render();
    for (const outcome of ['stored', 'invalid', 'too_large', 'unsupported']) {
      const labels = `protocol="otlp_grpc",outcome="${outcome}"`;
      expect(text).toContain(`throughline_ingest_requests_total{${labels}} 1`);
    }
  });

  it('a sender that leaves in the middle of a message stores nothing', async () => {
    const session = connectHttp2(listener.url);
    const stream = session.request({
      ':method': 'POST',
      ':path': EXPORT_PATH,
      'content-type': 'application/grpc',
    });
    stream.on('error', () => {});
    const message = requestProtobuf(spanJson('pay'));
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    stream.write(Buffer.concat([prefix, message.subarray(0, 20)]));
    // Another call has been answered on the same connection: the first part has arrived.
    const other = session.request({
      ':method': 'POST',
      ':path': '/x/Y',
      'content-type': 'application/grpc',
    });
    other.end();
    await once(other, 'response');
    stream.close(constants.NGHTTP2_CANCEL);
    await expect
      .poll(() => metrics.render())
      .toContain('requests_total{protocol="otlp_grpc",outcome="cancelled"} 1');
    session.destroy();
    expect(store.appends()).toBe(0);
  });
});

describe('beside it', () => {
  function checkHealth(service: string): Promise<Buffer> {
    const name = Buffer.from(service);
    const message =
      name.length === 0 ? name : Buffer.concat([Buffer.from([10, name.length]), name]);
    return call('/grpc.health.v1.Health/Check', message);
  }

  it('the standard health service', async () => {
    const serving = Buffer.from([8, 1]);
    expect(await checkHealth('')).toEqual(serving);
    expect(await checkHealth(TRACE_SERVICE_NAME)).toEqual(serving);
    await expect(checkHealth('nobody.Knows')).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it.each(['v1', 'v1alpha'])('server reflection %s', async (version) => {
    const answers = await reflect(version, [
      { listServices: '*' },
      { fileContainingSymbol: `${TRACE_SERVICE_NAME}.Export` },
      { fileContainingSymbol: 'grpc.health.v1.Health' },
    ]);
    expect(answers[0]?.listServicesResponse?.service.map(({ name }) => name)).toEqual(
      expect.arrayContaining([TRACE_SERVICE_NAME, 'grpc.health.v1.Health']),
    );
    const files = answers[1]?.fileDescriptorResponse?.fileDescriptorProto ?? [];
    const names = files.map(
      (file) => descriptor.FileDescriptorProto.decode(file).toJSON()['package'],
    );
    expect(names).toEqual(
      expect.arrayContaining([
        'opentelemetry.proto.collector.trace.v1',
        'opentelemetry.proto.trace.v1',
        'opentelemetry.proto.resource.v1',
        'opentelemetry.proto.common.v1',
      ]),
    );
    expect(answers[2]?.fileDescriptorResponse?.fileDescriptorProto).toHaveLength(1);
  });

  it('definitions that describe what the store took', async () => {
    const root = new protobuf.Root();
    root.resolvePath = (_origin, target) => `${protoDirectory()}/${target}`;
    await root.load(TRACE_SERVICE_PROTO);
    const type = root.lookupType(
      'opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest',
    );
    const sent = requestProtobuf(spanJson('pay', { flags: 257, traceState: 'a=b' }));
    const decoded = type.toObject(type.decode(sent), { longs: String, enums: String });
    expect(decoded['resourceSpans'][0].scopeSpans[0].spans[0]).toMatchObject({
      name: 'pay',
      kind: 'SPAN_KIND_SERVER',
      flags: 257,
      traceState: 'a=b',
      startTimeUnixNano: '1544712660000000000',
    });
    expect(Buffer.from(type.encode(type.decode(sent)).finish())).toHaveLength(sent.length);
  });
});

describe('its life', () => {
  it('stops although a watcher of health stays', async () => {
    const watch = client.makeServerStreamRequest(
      '/grpc.health.v1.Health/Watch',
      asItIs,
      asItIs,
      Buffer.alloc(0),
    );
    const ended = once(watch, 'error');
    expect(await once(watch, 'data')).toEqual([Buffer.from([8, 1])]);
    const notServing = once(watch, 'data');
    const stopped = listener.stop(50);
    expect(await notServing).toEqual([Buffer.from([8, 2])]);
    await stopped;
    await ended;
  });

  it('stops when it was never started', async () => {
    await newListener().listener.stop(0);
  });

  it('tells when its port is taken', async () => {
    const second = newListener(Number(new URL(listener.url).port)).listener;
    await expect(second.start()).rejects.toThrow('EADDRINUSE');
    await second.stop(0);
  });
});

interface ReflectionAnswer {
  readonly listServicesResponse?: { readonly service: readonly { readonly name: string }[] };
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: readonly Buffer[] };
}

/** The protocol of reflection, of which @grpc/reflection publishes no client. */
function reflect(version: string, requests: readonly object[]): Promise<ReflectionAnswer[]> {
  const root = protobuf.parse(`
    syntax = "proto3";
    message Request { string file_containing_symbol = 4; string list_services = 7; }
    message Answer { Files file_descriptor_response = 4; List list_services_response = 6; }
    message Files { repeated bytes file_descriptor_proto = 1; }
    message List { repeated Service service = 1; }
    message Service { string name = 1; }
  `).root;
  const request = root.lookupType('Request');
  const answer = root.lookupType('Answer');
  const stream = client.makeBidiStreamRequest(
    `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
    (message: object) => Buffer.from(request.encode(request.create(message)).finish()),
    (bytes: Buffer) => answer.toObject(answer.decode(bytes)) as ReflectionAnswer,
  );
  return new Promise((resolve, reject) => {
    const answers: ReflectionAnswer[] = [];
    stream.on('data', (message: ReflectionAnswer) => answers.push(message));
    stream.on('error', reject);
    stream.on('end', () => resolve(answers));
    for (const message of requests) stream.write(message);
    stream.end();
  });
}
