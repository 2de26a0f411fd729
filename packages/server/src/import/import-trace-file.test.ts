import { gzipSync } from 'node:zlib';
import { bytesToHex } from '@throughline/model/base/hex';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeJaegerTraceJson } from '@throughline/model/jaeger/json-decode';
import { encodeJaegerTraceJson } from '@throughline/model/jaeger/json-encode';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import { encodeZipkinJson } from '@throughline/model/zipkin/json-encode';
import { StoreOverloadedError, StoreUnavailableError } from '@throughline/storage/contract/errors';
import { silentLogger } from '@throughline/storage/contract/logger';
import { spanKeyOfRow } from '@throughline/storage/contract/span-key';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../telemetry/metrics.ts';
import { createRecordingSink, type RecordingSink } from '../testing/recording-sink.ts';
import { importTraceFile } from './import-trace-file.ts';
import { PIECE_BYTES } from './split-part.ts';

const TRACE_A = '0af7651916cd43dd8448eb211c80319c';
const TRACE_B = '0af7651916cd43dd8448eb211c80319d';

const span = (traceId: string, at: number, name = 'get /cart') => ({
  traceId,
  spanId: (at + 1).toString(16).padStart(16, '0'),
  name,
  kind: 2,
  startTimeUnixNano: String(1_700_000_000_000_000_000n + BigInt(at) * 1_000_000n),
  endTimeUnixNano: String(1_700_000_000_000_000_000n + BigInt(at) * 1_000_000n + 5_000_000n),
});

const resourceSpans = (service: string, spans: readonly object[]) => ({
  resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
  scopeSpans: [{ scope: { name: 'lib' }, spans }],
});

function batchOf(...entries: readonly object[]): SpanBatch {
  const batch = new SpanBatch();
  decodeTracesJson({ resourceSpans: entries }, batch, 0);
  return batch;
}

const A = resourceSpans('frontend', [span(TRACE_A, 0), span(TRACE_A, 1, 'x"}]{,\\')]);
const B = resourceSpans('cart', [span(TRACE_B, 2)]);
const zipkinA = encodeZipkinJson(batchOf(A));
const zipkinB = encodeZipkinJson(batchOf(B));
const jaegerA = encodeJaegerTraceJson(batchOf(A));
const jaegerB = encodeJaegerTraceJson(batchOf(B));

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function contextOf(store: RecordingSink, signal = new AbortController().signal) {
  const { ingest: metrics } = createMetrics({ version: 'test', withProcessMetrics: false });
  const storedSpans = async () => new Set<string>();
  return {
    ingest: { store, metrics, logger: silentLogger },
    storedSpans,
    requestId: 'test',
    signal,
  };
}

async function imported(file: string | Uint8Array, chunkBytes = 64 * 1024) {
  const store = createRecordingSink();
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  const answer = await importTraceFile(inChunks(bytes, chunkBytes), contextOf(store));
  const names = store.batches.flatMap((batch) =>
    Array.from({ length: batch.rowCount }, (_, row) => {
      const [service] = batch.resources.at(batch.resource.at(row)).attributes;
      const text = service?.value.type === 'string' ? service.value.value : '';
      return `${text} ${bytesToHex(batch.traceId.at(row)).slice(-1)} ${batch.name.textAt(row)}`;
    }),
  );
  return { answer, names: names.toSorted(), store };
}

const ALL = ['cart d get /cart', 'frontend c get /cart', 'frontend c x"}]{,\\'];

const FILES: readonly (readonly [string, string, string])[] = [
  ["Jaeger's download", 'jaeger', `{"data":[${jaegerA},${jaegerB}],"total":0,"errors":null}`],
  ["Jaeger's, data last", 'jaeger', `{"total":0,"errors":[],"data":[${jaegerA},${jaegerB}]}`],
  ["traces of Jaeger's", 'jaeger', `${jaegerA}\n${jaegerB}\n`],
  ["a list of Jaeger's", 'jaeger', `[${jaegerA},${jaegerB}]`],
  ["a list of Zipkin's", 'zipkin', `${zipkinA.slice(0, -1)},${zipkinB.slice(1)}`],
  ["lists of Zipkin's", 'zipkin', ` [ ${zipkinA} , [] , ${zipkinB} ] `],
  ['an object of OTLP', 'otlp', JSON.stringify({ resourceSpans: [A, B] })],
  [
    'lines of OTLP',
    'otlp',
    [A, B].map((one) => JSON.stringify({ resourceSpans: [one] })).join('\n'),
  ],
  ['indented OTLP', 'otlp', `\ufeff${JSON.stringify({ resourceSpans: [A, B] }, undefined, 2)}`],
  ['lists of OTLP', 'otlp', JSON.stringify([{ resourceSpans: [A] }, { resourceSpans: [B] }])],
];

describe.each(FILES)('%s', (_, form, file) => {
  it.each([1, 7, 64 * 1024])('is read in chunks of %i bytes', async (chunkBytes) => {
    const { answer, names } = await imported(file, chunkBytes);
    expect(names).toEqual(ALL);
    expect(answer).toEqual({
      forms: [form],
      bytes: Buffer.byteLength(file),
      spans: 3,
      rejectedSpans: 0,
      traces: { count: 2, isExact: true },
      traceIds: [TRACE_A, TRACE_B],
      startTimeUnixNano: '1700000000000000000',
      endTimeUnixNano: '1700000000007000000',
      errors: [],
      errorCount: 0,
      complete: true,
    });
  });

  it('is read when it is compressed', async () => {
    expect((await imported(gzipSync(file), 11)).names).toEqual(ALL);
  });
});

/** Larger than a piece, with what belongs to its spans behind them. */
const MANY = Array.from({ length: 1_500 }, (_, at) =>
  span(TRACE_A, at, `call ${at % 7} ${'.'.repeat(1_500)}`),
);

it("a trace of Jaeger's with many spans is stored some thousand spans at a time", async () => {
  const { traceID, spans, processes } = JSON.parse(
    encodeJaegerTraceJson(batchOf(resourceSpans('frontend', MANY))),
  );
  const file = JSON.stringify({ data: [{ spans, processes, traceID }] });
  const { answer, names, store } = await imported(file);
  expect(answer).toMatchObject({ spans: MANY.length, errors: [] });
  expect(new Set(names).size).toBe(7);
  expect(store.batches.length).toBeGreaterThan(Math.floor(file.length / PIECE_BYTES));
});

it('an entry of OTLP with many spans is stored some thousand spans at a time', async () => {
  const { resource } = resourceSpans('frontend', []);
  const scopes = [
    { spans: MANY.slice(0, 1_400), scope: { name: 'lib' }, schemaUrl: 'https://scope' },
    { spans: MANY.slice(1_400), scope: { name: 'other' } },
  ];
  const file = JSON.stringify({
    resourceSpans: [{ scopeSpans: scopes, resource, schemaUrl: 'https://resource' }],
  });
  const { answer, names, store } = await imported(file);
  expect(answer).toMatchObject({ spans: MANY.length, errors: [] });
  expect(names.every((name) => name.startsWith('frontend '))).toBe(true);
  expect(store.batches.length).toBeGreaterThan(2);
  const last = store.batches.at(-1);
  expect(last?.scopeAt(last.rowCount - 1).name).toBe('other');
  expect(last?.resources.at(last.resource.at(0)).schemaUrl).toBe('https://resource');
});

describe('what is wrong with a file', () => {
  it('costs a span, and is told with its place', async () => {
    const bad = '{"traceId":"zz","id":"1"}';
    const file = `[\n${zipkinB.slice(1, -1)},\n${bad},\n${zipkinA.slice(1)}`;
    const { answer, names } = await imported(file);
    expect(names).toEqual(ALL);
    expect(answer).toMatchObject({ spans: 3, errorCount: 1, complete: true });
    expect(answer.errors).toEqual([
      { message: expect.stringContaining('"zz"'), line: 3, byte: file.indexOf(bad) },
    ]);
  });

  it('costs a span that a trace has without an id', async () => {
    const file = jaegerA.replace('"spanID":"0000000000000002"', '"spanID":""');
    const { answer } = await imported(file);
    expect(answer).toMatchObject({ spans: 1, rejectedSpans: 1, errorCount: 1 });
  });

  it.each([
    ['is cut off', `{"data":[${jaegerA},${jaegerB.slice(0, 60)}`, 'the file is cut off', 2],
    ['is something else behind', `${jaegerA}\nhello`, 'found "h"', 2],
    ['has a bracket too many', `${jaegerA}]`, 'a bracket that nothing opens', 2],
  ])('%s: what stands before it is stored', async (_, file, message, spans) => {
    const { answer } = await imported(file);
    expect(answer).toMatchObject({
      spans,
      complete: false,
      errors: [{ message: expect.stringContaining(message) }],
    });
  });

  it.each([
    ['{"hello":1}', 'it is neither'],
    ['[1,2]', 'expected an object or a list'],
    ['<html>', 'found "<"'],
    ['"text"', 'found text'],
    ['{"data":[{"traceID":"1","spans":"none"}]}', 'expected a list, found "none" (at spans)'],
    ['{"data":[{"traceID":1 "spans"}]}', 'it is not JSON'],
    ['[{"traceId":"1","id":"2","binaryAnnotations":[]}]', 'but received: JSON_V1'],
  ])('is told: %s', async (file, message) => {
    const { answer } = await imported(file);
    expect(answer).toMatchObject({
      spans: 0,
      errors: [{ line: 1, message: expect.stringContaining(message) }],
    });
  });

  it('is told of gzip', async () => {
    const { answer } = await imported(gzipSync(jaegerA).subarray(0, 40));
    expect(answer.errors[0]?.message).toMatch('it is not gzip as it should be');
  });
});

describe('a store', () => {
  it('that has too much to do is asked again', async () => {
    const store = createRecordingSink();
    const append = store.append;
    let refusals = 2;
    const busy: RecordingSink = {
      ...store,
      append(bytes, decode) {
        if (refusals-- > 0) return Promise.reject(new StoreOverloadedError('busy', 1));
        return append(bytes, decode);
      },
    };
    const answer = await importTraceFile(inChunks(Buffer.from(jaegerA), 100), contextOf(busy));
    expect(answer).toMatchObject({ spans: 2, errorCount: 0 });
  });

  it('that has all of it already is given nothing', async () => {
    const batch = batchOf(A);
    const keys = new Set([0, 1].map((row) => spanKeyOfRow(batch, row)));
    const given = async (stored: ReadonlySet<string>) => {
      const store = createRecordingSink();
      const context = { ...contextOf(store), storedSpans: async () => stored };
      const file = JSON.stringify({ resourceSpans: [A] });
      const answer = await importTraceFile(inChunks(Buffer.from(file), 100), context);
      expect(answer).toMatchObject({ spans: 2, traces: { count: 1 }, traceIds: [TRACE_A] });
      return store.batches.map(({ rowCount }) => rowCount);
    };
    expect(await given(keys)).toEqual([]);
    expect(await given(new Set([...keys].slice(1)))).toEqual([2]);
    expect(await given(new Set())).toEqual([2]);
  });

  it('that cannot tell what it has is given all', async () => {
    const store = createRecordingSink();
    const storedSpans = () => Promise.reject(new StoreUnavailableError('the engine is away', 1));
    const context = { ...contextOf(store), storedSpans };
    await importTraceFile(inChunks(Buffer.from(jaegerA), 100), context);
    expect(store.batches).toHaveLength(1);
  });

  it('that is away ends it', async () => {
    const store = createRecordingSink();
    store.failWith(new StoreUnavailableError('the engine is away', 1000));
    const importing = importTraceFile(inChunks(Buffer.from(jaegerA), 100), contextOf(store));
    await expect(importing).rejects.toThrow('the engine is away');
  });
});

it('gives back what the three forms say', () => {
  const batch = batchOf(A);
  const again = new SpanBatch();
  decodeJaegerTraceJson(JSON.parse(jaegerA), again, 0);
  expect(encodeJaegerTraceJson(again)).toBe(jaegerA);
  expect(JSON.parse(encodeTraceJson(batch)).resourceSpans).toHaveLength(1);
});
