import { describe, expect, it } from 'vitest';
import { SpanBatch } from '../batch/span-batch.ts';
import { FuzzRandom } from '../fuzz/fuzz-random.ts';
import { mutateProtobuf } from '../fuzz/mutate-protobuf.ts';
import { parseTree } from '../fuzz/protobuf-tree.ts';
import { encodeTraceJson } from '../otlp/json-encode.ts';
import { WireReader } from '../otlp/wire-reader.ts';
import { appendZipkinSpan } from './append-span.ts';
import { decodeZipkinProtobuf } from './protobuf-decode.ts';
import { readSpan } from './protobuf-span.ts';
import { type ZipkinJson, zipkinProtobuf } from './testing/zipkin-json.ts';

const RECEIVED_MS = 1_700_000_000_000;

/** What a body becomes: the spans, or that it is wrong; of several mistakes each way finds another one first. */
function made(decode: (batch: SpanBatch) => unknown): unknown {
  const batch = new SpanBatch();
  try {
    decode(batch);
    return [encodeTraceJson(batch), batch.receivedMs.bytes().slice()];
  } catch (error) {
    return error instanceof Error ? error.name : error;
  }
}

/** Every span by way of an object. */
function appendAll(bytes: Uint8Array, batch: SpanBatch): void {
  const reader = new WireReader(bytes);
  while (reader.position < bytes.length) {
    const field = reader.uint32(bytes.length);
    if (field === 0x0a) {
      appendZipkinSpan(readSpan(reader, reader.bytesEnd(bytes.length)), batch, RECEIVED_MS);
    } else reader.skip(field, bytes.length);
  }
}

function expectSame(bytes: Uint8Array): void {
  const fast = made((batch) => decodeZipkinProtobuf(bytes, batch, RECEIVED_MS));
  expect(fast).toEqual(made((batch) => appendAll(bytes, batch)));
}

const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', id: '00f067aa0ba902b7' };
const timed = { ...ids, timestamp: 1_700_000_000_000_001, duration: 5 };

const USUAL: ZipkinJson = {
  ...timed,
  parentId: '00f067aa0ba902b8',
  kind: 'SERVER',
  name: 'get /ä',
  localEndpoint: { serviceName: 'cart', ipv4: '10.0.0.1', port: 80 },
  remoteEndpoint: { serviceName: 'db', ipv6: '2001:db8::1' },
  annotations: [
    { timestamp: 1_700_000_000_000_002, value: 'miss' },
    { timestamp: 2, value: 'a|{"b":1}|0' },
  ],
  tags: {
    'http.path': '/items',
    error: '',
    'otel.scope.name': 'lib',
    'host.name': 'h1',
    'k8s.pod.name': 'p1',
    'otel.status_code': 'ok',
    'otel.dropped_events_count': '3',
    'span.kind': 'internal',
  },
  debug: true,
  shared: true,
};

const SPANS: readonly ZipkinJson[] = [
  USUAL,
  timed,
  ids,
  { ...ids, annotations: [{ timestamp: 7, value: 'x' }] },
  { ...timed, traceId: '48485a3953bb6124' },
  { ...timed, parentId: timed.id },
  { ...timed, parentId: '0000000000000000' },
  { ...timed, kind: 'CLIENT', shared: true },
  { ...timed, tags: { 'peer.service': 'x' }, remoteEndpoint: { serviceName: 'y' } },
  { ...timed, tags: { 'zipkin.shared': 'x', 'network.local.port': '7' }, shared: true },
  { ...timed, tags: { 'otlp.link.0': `${'1f'.repeat(16)}|${'2e'.repeat(8)}|a=b|{}|2` } },
  { ...timed, tags: { 'service.name': 'x', 'otel.library.name': 'y', 'w3c.tracestate': 'a=b' } },
  { ...timed, tags: { '': 'z', empty: '', long: 'x'.repeat(70_000), 'host.name': 'x' } },
  { ...timed, tags: { 'host.name': 'x'.repeat(70_000) } },
  { ...timed, localEndpoint: { serviceName: '', port: 0 } },
  { traceId: '00000000000000000000000000000000', id: ids.id },
  { traceId: ids.traceId, id: '0000000000000000' },
];

describe('the way without objects agrees with the way by them', () => {
  it.each(SPANS.map((span, at) => ({ at, span })))('on span $at', ({ span }) => {
    expectSame(zipkinProtobuf([span]));
    expectSame(zipkinProtobuf([USUAL, span, USUAL]));
  });

  it('on a tag that comes twice', () => {
    const [once, other] = [{ a: '1' }, { a: '2' }].map((tags) =>
      zipkinProtobuf([{ ...timed, tags }]),
    );
    const twice = [...(once ?? []).slice(2), ...(other ?? []).slice(2)];
    expectSame(Uint8Array.from([0x0a, twice.length, ...twice]));
  });

  it('on whatever such messages can be bent into', () => {
    const random = new FuzzRandom(1);
    const short = SPANS.filter(({ tags }) =>
      Object.values(tags ?? {}).every((v) => v.length < 100),
    );
    const trees = short.map((span) => parseTree(zipkinProtobuf([span, USUAL]), 'zipkinSpans'));
    for (let round = 0; round < 500; round++) {
      expectSame(mutateProtobuf(random, random.pick(trees), random.pick(trees)));
    }
  });
});
