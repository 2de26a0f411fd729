// Jaeger's QueryService over gRPC with the real store and engine; answers read by the field numbers of jaeger-idl with
// another reader than ours.

import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { decodeTracesProtobuf } from '@throughline/model/otlp/protobuf-decode';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { openTestStore } from '@throughline/storage/testing/open-test-store';
import { pino } from 'pino';
import protobuf from 'protobufjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_QUERY_LIMITS } from '../../http/testing/create-test-app.ts';
import type { Listener } from '../../listener.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import { createJaegerQueryListener } from './query-grpc-listener.ts';
import { CHECKOUT, FAILED, NOW_NS, SHORT, START_MS, TRACES } from './testing/query-traces.ts';

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Time { int64 seconds = 1; int32 nanos = 2; }
  message GetTrace { bytes trace_id = 1; Time start_time = 2; Time end_time = 3; bool raw_traces = 4; }
  message GetTraceV3 { string trace_id = 1; Time start_time = 2; Time end_time = 3; bool raw_traces = 4; }
  message Query {
    string service_name = 1; string operation_name = 2; map<string, string> tags = 3; Time start_time_min = 4;
    Time start_time_max = 5; Time duration_min = 6; Time duration_max = 7; int32 search_depth = 8;
    bool raw_traces = 9; bytes filter = 10;
  }
  message Find { Query query = 1; }
  message Operations { string service = 1; string span_kind = 2; }
  message Range { Time start_time = 1; Time end_time = 2; }
  message Empty {}
  message Services { repeated string services = 1; }
  message Operation { string name = 1; string span_kind = 2; }
  message OperationsV2 { repeated string operationNames = 1; repeated Operation operations = 2; }
  message OperationsV3 { repeated Operation operations = 1; }
  message Link { string parent = 1; string child = 2; uint64 call_count = 3; }
  message Dependencies { repeated Link dependencies = 1; }
  message Process { string service_name = 1; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; string operation_name = 3; Process process = 10;
    repeated string warnings = 12;
  }
  message Chunk { repeated Span spans = 1; }
  message ServiceSummary { string name = 1; int32 span_count = 2; int32 error_span_count = 3; }
  message Summary {
    string trace_id = 1; string root_service_name = 2; string root_operation_name = 3; fixed64 start = 4;
    fixed64 end = 5; int32 span_count = 6; int32 error_span_count = 7; int32 orphan_span_count = 8;
    repeated ServiceSummary services = 9;
  }
  message Summaries { repeated Summary summaries = 1; }
`);

let store: SpanStore;
let listener: Listener;
let client: Client;

beforeAll(async () => {
  store = await openTestStore();
  await store.append(1, (batch) => decodeTracesJson(TRACES, batch, START_MS));
  await store.drained();
  listener = createJaegerQueryListener(
    { host: '127.0.0.1', port: 0 },
    {
      store,
      limits: TEST_QUERY_LIMITS,
      metrics: createMetrics({ version: 'test', withProcessMetrics: false }),
      logger: pino({ level: 'silent' }),
      nowNs: () => NOW_NS,
    },
  );
  await listener.start();
  client = new Client(new URL(listener.url).host, credentials.createInsecure());
});

afterAll(async () => {
  client.close();
  await listener.stop(1000);
  await store.close(10_000);
});

type Fields = Record<string, unknown>;
type Method = readonly [api: 'v2' | 'v3', name: string, request: string, response: string];

function pathOf([api, name]: Method): string {
  return `/jaeger.api_${api}.QueryService/${name}`;
}

function written([, , request]: Method, fields: Fields): Buffer {
  const type = root.lookupType(request);
  return Buffer.from(type.encode(type.fromObject(fields)).finish());
}

function read([, , , response]: Method, bytes: Buffer): Fields {
  const type = root.lookupType(response);
  return type.toObject(type.decode(bytes), { longs: String, bytes: String, arrays: true });
}

function unary(method: Method, fields: Fields): Promise<Fields> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      pathOf(method),
      (bytes: Buffer) => bytes,
      (bytes: Buffer) => read(method, bytes),
      written(method, fields),
      (error, answer) => (answer === undefined ? reject(error) : resolve(answer)),
    );
  });
}

async function streamBytes(method: Method, fields: Fields): Promise<Buffer[]> {
  const call = client.makeServerStreamRequest(
    pathOf(method),
    (bytes: Buffer) => bytes,
    (bytes: Buffer) => bytes,
    written(method, fields),
    new Metadata(),
  );
  const messages: Buffer[] = [];
  for await (const message of call) messages.push(message);
  return messages;
}

async function stream(method: Method, fields: Fields): Promise<Fields[]> {
  return (await streamBytes(method, fields)).map((bytes) => read(method, bytes));
}

async function failure(asked: Promise<unknown>): Promise<readonly [number, string]> {
  try {
    await asked;
  } catch (error) {
    const { code, details } = error as ServiceError;
    return [code, details];
  }
  throw new Error('it was answered');
}

const GET_TRACE: Method = ['v2', 'GetTrace', 'GetTrace', 'Chunk'];
const GET_TRACE_V3: Method = ['v3', 'GetTrace', 'GetTraceV3', 'Empty'];
const FIND_TRACES: Method = ['v2', 'FindTraces', 'Find', 'Chunk'];
const FIND_TRACES_V3: Method = ['v3', 'FindTraces', 'Find', 'Empty'];
const SUMMARIES: Method = ['v3', 'FindTraceSummaries', 'Find', 'Summaries'];

const seconds = (afterS: number) => ({ seconds: START_MS / 1000 + afterS, nanos: 0 });

const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;

describe.each(['v2', 'v3'] as const)('api_%s', (api) => {
  it('lists services and operations', async () => {
    const { services } = await unary([api, 'GetServices', 'Empty', 'Services'], {});
    expect(services).toHaveLength(4);
    const response = api === 'v2' ? 'OperationsV2' : 'OperationsV3';
    const method: Method = [api, 'GetOperations', 'Operations', response];
    const answer = await unary(method, { service: 'stock', spanKind: 'server' });
    expect(answer).toEqual({
      operations: [
        { name: 'SELECT', spanKind: 'server' },
        { name: 'reserve', spanKind: 'server' },
      ],
      ...(api === 'v2' ? { operationNames: ['SELECT', 'reserve'] } : {}),
    });
  });

  it('tells dependencies', async () => {
    const method: Method = [api, 'GetDependencies', 'Range', 'Dependencies'];
    const answer = await unary(method, { startTime: seconds(15), endTime: seconds(25) });
    expect(answer).toEqual({
      dependencies: [{ parent: 'shop', child: 'OTLPResourceNoServiceName', callCount: '1' }],
    });
  });
});

describe('api_v2', () => {
  it('streams a trace in chunks, each span with its process', async () => {
    const chunks = await stream(GET_TRACE, { traceId: Buffer.from(CHECKOUT, 'hex') });
    const spans = chunks.flatMap((chunk) => chunk['spans'] as Fields[]);
    expect(spans.map(({ operationName }) => operationName)).toHaveLength(5);
    expect(spans.find(({ operationName }) => operationName === 'charge')).toMatchObject({
      traceId: Buffer.from(CHECKOUT, 'hex').toString('base64'),
      process: { serviceName: 'payment' },
      warnings: ['clock skew adjustment disabled; not applying calculated delta of 200ms'],
    });
    const raw = await stream(GET_TRACE, {
      traceId: Buffer.from(SHORT.slice(16), 'hex'),
      rawTraces: true,
    });
    expect(raw).toHaveLength(1);
  });

  it('sends no more than ten spans in a chunk', async () => {
    const spans = Array.from({ length: 25 }, (_, index) => ({
      traceId: 'c'.repeat(32),
      spanId: String(index + 1).padStart(16, '0'),
      name: 'many',
      startTimeUnixNano: String(BigInt(START_MS) * 1_000_000n),
      endTimeUnixNano: String(BigInt(START_MS) * 1_000_000n),
    }));
    const body = { resourceSpans: [{ scopeSpans: [{ spans }] }] };
    await store.append(1, (batch) => decodeTracesJson(body, batch, START_MS));
    await store.drained();
    const chunks = await stream(GET_TRACE, { traceId: Buffer.from('c'.repeat(32), 'hex') });
    expect(chunks.map((chunk) => (chunk['spans'] as unknown[]).length)).toEqual([10, 10, 5]);
  });

  it('finds traces by all there is to ask for', async () => {
    const names = async (query: Fields) => {
      const chunks = await stream(FIND_TRACES, { query });
      return chunks.map((chunk) => Object((chunk['spans'] as unknown[])[0]).traceId);
    };
    const base64 = (id: string) => Buffer.from(id, 'hex').toString('base64');
    const range = { startTimeMin: seconds(-1), startTimeMax: seconds(25) };
    expect(await names({ serviceName: 'shop', ...range })).toEqual(
      [SHORT, FAILED, CHECKOUT].map(base64),
    );
    expect(await names({ serviceName: 'shop', tags: { error: 'true' } })).toEqual([base64(FAILED)]);
    expect(
      await names({ serviceName: 'shop', durationMin: { nanos: 100_000_000 }, ...range }),
    ).toEqual([base64(CHECKOUT)]);
    expect(await names({ serviceName: 'shop', searchDepth: 1, ...range })).toEqual([base64(SHORT)]);
  });

  it('refuses in the words of Jaeger', async () => {
    expect(await failure(stream(GET_TRACE, { traceId: Buffer.alloc(16) }))).toEqual([
      INVALID_ARGUMENT,
      'uninitialized TraceID is not allowed',
    ]);
    expect(await failure(stream(GET_TRACE, { traceId: Buffer.alloc(16, 7) }))).toEqual([
      NOT_FOUND,
      'trace not found',
    ]);
    expect(await failure(stream(FIND_TRACES, {}))).toEqual([INVALID_ARGUMENT, 'missing query']);
    const archive: Method = ['v2', 'ArchiveTrace', 'GetTrace', 'Empty'];
    expect(await failure(unary(archive, { traceId: Buffer.alloc(16, 7) }))).toEqual([
      NOT_FOUND,
      'trace not found',
    ]);
  });
});

describe('api_v3', () => {
  it('streams traces as OTLP', async () => {
    const [message = Buffer.alloc(0)] = await streamBytes(GET_TRACE_V3, { traceId: 'abc' });
    const batch = new SpanBatch();
    decodeTracesProtobuf(message, batch, 0);
    expect(batch.rowCount).toBe(2);
    const found = await streamBytes(FIND_TRACES_V3, { query: { serviceName: 'payment' } });
    expect(found).toHaveLength(2);
  });

  it('sums traces up', async () => {
    const [message] = await stream(SUMMARIES, { query: { tags: { region: 'eu' } } });
    expect(message).toMatchObject({
      summaries: [
        {
          traceId: CHECKOUT,
          rootServiceName: 'shop',
          start: `${START_MS - 165}000000`,
          spanCount: 5,
          orphanSpanCount: 1,
          services: [
            { name: 'payment', spanCount: 1 },
            { name: 'shop', spanCount: 2 },
            { name: 'stock', spanCount: 2 },
          ],
        },
      ],
    });
  });

  it('refuses a filter rather than leave it out', async () => {
    const query = { serviceName: 'shop', filter: Buffer.from([10, 2, 101, 113]) };
    expect(await failure(stream(SUMMARIES, { query }))).toEqual([
      INVALID_ARGUMENT,
      'structured filters are not enabled',
    ]);
  });
});

it.each(['v2', 'v3'])('is found by reflection: api_%s', async (api) => {
  const symbol = Buffer.from(`jaeger.api_${api}.QueryService`);
  const call = client.makeBidiStreamRequest(
    '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    (bytes: Buffer) => bytes,
    (bytes: Buffer) => bytes,
  );
  // ServerReflectionRequest.file_containing_symbol
  call.end(Buffer.concat([Buffer.of(0x22, symbol.length), symbol]));
  const messages: Buffer[] = [];
  for await (const message of call) messages.push(message);
  const answer = Buffer.concat(messages).toString('latin1');
  expect(answer).toContain('GetDependencies');
  expect(answer).toContain(api === 'v2' ? 'SpansResponseChunk' : 'orphan_span_count');
});
