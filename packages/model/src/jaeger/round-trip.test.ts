import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToBase64 } from '../base/base64.ts';
import { SpanBatch } from '../batch/span-batch.ts';
import { ProtobufWriter } from '../otlp/protobuf-writer.ts';
import { writeMessage, writeStruct } from '../thrift/testing/thrift-writer.ts';
import { encodeJaegerTraceJson } from './json-encode.ts';
import { decodePostSpans } from './proto-decode.ts';
import { encodeJaegerSpans } from './proto-encode.ts';
import {
  type JaegerBatch,
  type JaegerSpan,
  postSpansRequest,
  type Reference,
  type Tag,
  thriftBatch,
} from './testing/jaeger-span.ts';
import { decodeJaegerBatch, decodeJaegerPacket } from './thrift-decode.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

const key = fc.oneof(
  fc.constantFrom('component', 'http.url', 'sampler.param', 'peer.port', 'ünïcode', 'otel.x'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
);
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const value: fc.Arbitrary<Omit<Tag, 'key'>> = fc.oneof(
  text.map((one) => ({ type: 'string' as const, value: one })),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((one) => ({ type: 'float64' as const, value: one })),
  fc.boolean().map((one) => ({ type: 'bool' as const, value: one })),
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .map((one) => ({ type: 'int64' as const, value: one })),
  fc.uint8Array({ maxLength: 20 }).map((one) => ({ type: 'binary' as const, value: one })),
);
const tag = fc.tuple(key, value).map(([name, rest]) => ({ key: name, ...rest }) as Tag);
const tags = fc.uniqueArray(tag, { maxLength: 6, selector: (one) => one.key });

function hexId(digits: number): fc.Arbitrary<string> {
  return fc
    .bigInt({ min: 1n, max: 2n ** BigInt(4 * digits) - 1n })
    .map((id) => id.toString(16).padStart(digits, '0'));
}

const reference: fc.Arbitrary<Reference> = fc.record({
  refType: fc.constantFrom('CHILD_OF', 'FOLLOWS_FROM'),
  traceID: fc.oneof(fc.constant(TRACE_ID), hexId(32)),
  spanID: hexId(16),
});

/** What becomes something else on the way in, alone or together. */
const special: fc.Arbitrary<Tag[]> = fc.subarray<Tag>([
  { key: 'span.kind', type: 'string', value: 'client' },
  { key: 'otel.scope.name', type: 'string', value: 'express' },
  { key: 'otel.scope.version', type: 'string', value: '1.2' },
  { key: 'w3c.tracestate', type: 'string', value: 'a=b' },
  { key: 'jaeger.version', type: 'string', value: 'Node-3.19.0' },
]);
const status: fc.Arbitrary<Tag[]> = fc.constantFrom<Tag[]>(
  [],
  [{ key: 'otel.status_code', type: 'string', value: 'OK' }],
  [
    { key: 'error', type: 'bool', value: true },
    { key: 'otel.status_code', type: 'string', value: 'ERROR' },
    { key: 'otel.status_description', type: 'string', value: 'timeout' },
  ],
  [{ key: 'error', type: 'bool', value: false }],
);

const us = fc.nat({ max: 2_000_000_000_000_000 });

const span: fc.Arbitrary<JaegerSpan> = fc.record({
  traceID: fc.constant(TRACE_ID),
  spanID: hexId(16),
  operationName: text,
  references: fc.array(reference, { maxLength: 3 }),
  flags: fc.constantFrom(0, 1, 2, 3, 9, 1023),
  startTime: us,
  duration: us,
  tags: fc.tuple(tags, special, status).map((parts) => parts.flat()),
  logs: fc.array(
    fc.record({
      timestamp: us,
      fields: fc
        .tuple(tags, fc.constantFrom<Tag[]>([], [{ key: 'event', type: 'string', value: 'retry' }]))
        .map((parts) => parts.flat()),
    }),
    { maxLength: 3 },
  ),
});

const batch: fc.Arbitrary<JaegerBatch> = fc.record({
  serviceName: fc.constantFrom('frontend', 'ünïcode'),
  processTags: fc
    .tuple(tags, special)
    .map(([own, more]) => [
      ...own,
      ...more,
      { key: 'hostname', type: 'string', value: 'h' } as Tag,
    ]),
  spans: fc.array(span, { minLength: 1, maxLength: 4 }),
});

/** As Jaeger's UI gets it, in an order of its own where order says nothing. */
function expectedTrace({ serviceName, processTags, spans }: JaegerBatch) {
  const isOfJaeger = processTags.some((one) => one.key === 'jaeger.version');
  const renamed = processTags.map((one) =>
    one.key === 'hostname' && !isOfJaeger ? { ...one, key: 'host.name' } : one,
  );
  return {
    traceID: TRACE_ID,
    spans: spans.map((one) => ({
      traceID: one.traceID,
      spanID: one.spanID,
      ...(one.flags === 0 ? {} : { flags: one.flags }),
      operationName: one.operationName,
      references: expectedReferences(one),
      startTime: one.startTime,
      duration: one.duration,
      tags: sortedTags(one.tags),
      logs: one.logs.map(({ timestamp, fields }) => ({ timestamp, fields: sortedTags(fields) })),
      processID: 'p1',
      warnings: null,
    })),
    processes: { p1: { serviceName, tags: sortedTags(renamed) } },
    warnings: null,
  };
}

/** The parent comes first, and is never told twice. */
function expectedReferences({ references, traceID }: JaegerSpan): readonly Reference[] {
  const parent = references.find((one) => one.refType === 'CHILD_OF' && one.traceID === traceID);
  const others = references.filter((one) => one !== parent);
  return (parent === undefined ? others : [parent, ...others]).map((one) => ({
    ...one,
    traceID: one.traceID.replace(/^0{16}/, ''),
  }));
}

function sortedTags(list: readonly Tag[]) {
  return list
    .map((one) => ({ key: one.key, type: one.type, value: shownValue(one) }))
    .sort((first, second) => (first.key < second.key ? -1 : 1));
}

function shownValue(one: Tag): unknown {
  if (one.type === 'binary') return bytesToBase64(one.value);
  if (one.type !== 'int64') return one.value;
  return Number.isSafeInteger(Number(one.value)) ? Number(one.value) : String(one.value);
}

interface UiTags {
  sort(compare: (a: { key: string }, b: { key: string }) => number): unknown;
}

/** The trace of a batch as the UI gets it. */
function shownTrace(decoded: SpanBatch) {
  const trace = JSON.parse(encodeJaegerTraceJson(decoded));
  const sort = (list: UiTags) => list.sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const one of trace.spans) {
    sort(one.tags);
    for (const log of one.logs) sort(log.fields);
  }
  for (const process of Object.values<{ tags: UiTags }>(trace.processes)) sort(process.tags);
  return trace;
}

function decoded(decode: (target: SpanBatch) => unknown): SpanBatch {
  const target = new SpanBatch();
  decode(target);
  return target;
}

const FORMS: readonly (readonly [string, (one: JaegerBatch) => SpanBatch])[] = [
  [
    'thrift over HTTP',
    (one) =>
      decoded((target) =>
        decodeJaegerBatch(writeStruct('binary', thriftBatch(one)), 'binary', target, 5),
      ),
  ],
  [
    'compact thrift in a packet',
    (one) => {
      const fields = [[1, { type: 'struct', value: thriftBatch(one) }]] as const;
      const packet = writeMessage('compact', { name: 'emitBatch', type: 4, fields });
      return decoded((target) => decodeJaegerPacket(packet, 'compact', target, 5));
    },
  ],
  ['protobuf', (one) => decoded((target) => decodePostSpans(postSpansRequest([one]), target, 5))],
];

/** Keys that are special elsewhere than where a property puts them. */
const SPECIAL_KEYS = ['error', 'event', 'hostname', 'host.name', 'service.name', 'jaeger.version'];

function isOrdinary({ spans, processTags }: JaegerBatch): boolean {
  const keys = processTags.map((one) => one.key);
  const isUnique = new Set(keys).size === keys.length;
  const inSpans = spans.flatMap((one) => one.tags.map((own) => own.key));
  return (
    isUnique &&
    !inSpans.some((one) => one === 'http.status_code' || SPECIAL_KEYS.slice(3).includes(one))
  );
}

/** A hundred random cases, on a machine that may be busy. */
const PROPERTY_TIMEOUT_MS = 60_000;

describe.each(FORMS)('%s', { timeout: PROPERTY_TIMEOUT_MS }, (_, decodeForm) => {
  it('comes back as it was sent, as JSON', () => {
    fc.assert(
      fc.property(batch.filter(isOrdinary), (sent) => {
        expect(shownTrace(decodeForm(sent))).toEqual(expectedTrace(sent));
      }),
    );
  });

  it('comes back as it was sent, through our own protobuf', () => {
    fc.assert(
      fc.property(batch.filter(isOrdinary), (sent) => {
        const spans = encodeJaegerSpans(decodeForm(sent));
        const writer = new ProtobufWriter();
        writer.bytesAlways(1, spans);
        const again = decoded((target) => decodePostSpans(writer.bytes().slice(), target, 5));
        expect(shownTrace(again)).toEqual(expectedTrace(sent));
      }),
    );
  });
});
