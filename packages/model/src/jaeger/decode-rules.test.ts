import { describe, expect, it } from 'vitest';
import { SpanBatch } from '../batch/span-batch.ts';
import { encodeTraceJson } from '../otlp/json-encode.ts';
import { ProtobufWriter } from '../otlp/protobuf-writer.ts';
import { type ThriftFields, writeMessage, writeStruct } from '../thrift/testing/thrift-writer.ts';
import { encodeJaegerTraceJson } from './json-encode.ts';
import { decodePostSpans } from './proto-decode.ts';
import { encodeJaegerSpans } from './proto-encode.ts';
import {
  type JaegerSpan,
  postSpansRequest,
  type Reference,
  structs,
  type Tag,
  thriftBatch,
  thriftSpan,
} from './testing/jaeger-span.ts';
import { decodeJaegerBatch, decodeJaegerPacket } from './thrift-decode.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const OTHER_TRACE = 'f'.repeat(32);

const SPAN: JaegerSpan = {
  traceID: TRACE_ID,
  spanID: '00f067aa0ba902b7',
  operationName: 'get',
  references: [],
  flags: 1,
  startTime: 1_700_000_000_000_000,
  duration: 1500,
  tags: [],
  logs: [],
};

function decoded(span: Partial<JaegerSpan>): SpanBatch {
  const batch = new SpanBatch();
  const fields = thriftBatch({
    serviceName: 'shop',
    processTags: [],
    spans: [{ ...SPAN, ...span }],
  });
  decodeJaegerBatch(writeStruct('binary', fields), 'binary', batch, 5);
  return batch;
}

function otlpSpan(batch: SpanBatch) {
  return JSON.parse(encodeTraceJson(batch)).resourceSpans[0].scopeSpans[0].spans[0];
}

const text = (key: string, value: string): Tag => ({ key, type: 'string', value });
const truth = (key: string, value: boolean): Tag => ({ key, type: 'bool', value });
const whole = (key: string, value: bigint): Tag => ({ key, type: 'int64', value });

describe('status', () => {
  it.each<[string, Tag[], object | undefined]>([
    ['error=true', [truth('error', true)], { code: 2 }],
    [
      'error=true and its words',
      [truth('error', true), text('otel.status_description', 'x')],
      { code: 2, message: 'x' },
    ],
    [
      'error=true and the words of HTTP',
      [truth('error', true), text('http.status_message', 'x')],
      { code: 2, message: 'x' },
    ],
    ['error="true"', [text('error', 'true')], { code: 2 }],
    ['error=true against OK', [truth('error', true), text('otel.status_code', 'OK')], { code: 2 }],
    ['OK', [text('otel.status_code', 'ok')], { code: 1 }],
    [
      'ERROR',
      [text('otel.status_code', 'ERROR'), text('otel.status_description', 'x')],
      { code: 2, message: 'x' },
    ],
    [
      '500 of a server',
      [text('span.kind', 'server'), whole('http.status_code', 500n)],
      { code: 2 },
    ],
    ['404 of a server', [text('span.kind', 'server'), whole('http.status_code', 404n)], undefined],
    [
      '404 of a client',
      [text('span.kind', 'client'), text('http.status_code', '404')],
      { code: 2 },
    ],
    [
      '404 of a client that says it is none',
      [text('span.kind', 'client'), whole('http.status_code', 404n), truth('error', false)],
      undefined,
    ],
    ['200', [whole('http.status_code', 200n)], undefined],
    ['999', [whole('http.status_code', 999n)], undefined],
  ])('%s', (_, tags, status) => {
    expect(otlpSpan(decoded({ tags })).status).toEqual(status);
  });

  it('takes only tags that it can give back', () => {
    const kept = [
      text('error', 'timeout'),
      text('span.kind', 'proxy'),
      text('otel.status_code', 'X'),
    ];
    expect(otlpSpan(decoded({ tags: kept })).attributes).toHaveLength(3);
    expect(otlpSpan(decoded({ tags: [truth('error', true)] })).attributes).toBeUndefined();
  });
});

describe('references', () => {
  const to = (refType: Reference['refType'], spanID: string, traceID = TRACE_ID): Reference => ({
    refType,
    traceID,
    spanID,
  });
  const [A, B] = ['000000000000000a', '000000000000000b'];

  /** As protobuf, which has no parent beside them. */
  function ofProtobuf(references: readonly Reference[]): SpanBatch {
    const batch = new SpanBatch();
    const spans = [{ ...SPAN, references }];
    decodePostSpans(postSpansRequest([{ serviceName: 'shop', processTags: [], spans }]), batch, 5);
    return batch;
  }

  it('make the parent: a child before a follower, of this trace alone', () => {
    const parentOf = (...references: readonly Reference[]) =>
      otlpSpan(ofProtobuf(references)).parentSpanId;
    expect(parentOf(to('FOLLOWS_FROM', A), to('CHILD_OF', B))).toBe(B);
    expect(parentOf(to('FOLLOWS_FROM', A))).toBe(A);
    expect(parentOf(to('CHILD_OF', A, OTHER_TRACE))).toBeUndefined();
    expect(parentOf()).toBeUndefined();
  });

  it('are links otherwise, and all come back', () => {
    const sent = [to('CHILD_OF', A), to('CHILD_OF', B), to('FOLLOWS_FROM', A, OTHER_TRACE)];
    const batch = ofProtobuf(sent);
    expect(otlpSpan(batch).links).toHaveLength(2);
    expect(JSON.parse(encodeJaegerTraceJson(batch)).spans[0].references).toEqual(sent);
    const follower = [to('FOLLOWS_FROM', A)];
    const references = JSON.parse(encodeJaegerTraceJson(ofProtobuf(follower))).spans[0].references;
    expect(references).toEqual(follower);
  });
});

describe('spans that cannot be kept', () => {
  it.each<[string, Partial<JaegerSpan>, string]>([
    ['no trace id', { traceID: '0'.repeat(32) }, 'trace id is all zeros'],
    ['no span id', { spanID: '0'.repeat(16) }, 'span id is all zeros'],
    ['a start before 1970', { startTime: -1 }, 'start time -1 µs is out of range'],
    [
      'a log before 1970',
      { logs: [{ timestamp: -5, fields: [] }] },
      'time -5 µs of a log is out of range',
    ],
  ])('%s: the others are', (_, broken, reason) => {
    const batch = new SpanBatch();
    const spans = [{ ...SPAN, ...broken }, SPAN];
    const fields = thriftBatch({ serviceName: 'shop', processTags: [], spans });
    const outcome = decodeJaegerBatch(writeStruct('compact', fields), 'compact', batch, 5);
    expect(outcome).toMatchObject({ acceptedSpans: 1, rejectedSpans: 1 });
    expect(outcome.message).toContain(reason);
    expect(batch.rowCount).toBe(1);
    expect(otlpSpan(batch).name).toBe('get');
  });
});

describe('batches', () => {
  it('may have their process behind the spans, or none', () => {
    const process: ThriftFields = [[1, { type: 'string', value: 'late' }]];
    const serviceOf = (fields: ThriftFields): string => {
      const batch = new SpanBatch();
      decodeJaegerBatch(writeStruct('compact', fields), 'compact', batch, 5);
      return batch.serviceNameAt(0);
    };
    const spans = structs([thriftSpan(SPAN)]);
    expect(
      serviceOf([
        [2, spans],
        [3, { type: 'struct', value: [] }],
        [1, { type: 'struct', value: process }],
      ]),
    ).toBe('late');
    expect(serviceOf([[2, spans]])).toBe('unknown_service');
  });

  it('of another message are refused', () => {
    const packet = (name: string, type: number) =>
      writeMessage('compact', { name, type, fields: [] });
    const decode = (bytes: Uint8Array) => decodeJaegerPacket(bytes, 'compact', new SpanBatch(), 5);
    expect(() => decode(packet('emitZipkinBatch', 4))).toThrow('"emitZipkinBatch" is not taken');
    expect(() => decode(packet('emitBatch', 2))).toThrow('a message of type 2 is no call');
    expect(decode(packet('emitBatch', 1)).acceptedSpans).toBe(0);
  });
});

describe('protobuf', () => {
  it("keeps nanoseconds, warnings and a span's own process", () => {
    const writer = new ProtobufWriter();
    writer.message(1, () => {
      writer.message(1, () => {
        writer.bytesAlways(1, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 9));
        writer.bytesAlways(2, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 8));
        writer.message(6, () => {
          writer.int64Always(1, 1_700_000_000n);
          writer.int64Always(2, 123_456_789n);
        });
        writer.message(7, () => writer.int64Always(2, 999n));
        writer.message(10, () => writer.text(1, 'own'));
        writer.text(12, 'clock skew');
      });
      writer.message(2, () => writer.text(1, 'of the batch'));
    });
    const batch = new SpanBatch();
    decodePostSpans(writer.bytes().slice(), batch, 5);
    expect(otlpSpan(batch)).toMatchObject({
      traceId: `${'0'.repeat(31)}9`,
      startTimeUnixNano: '1700000000123456789',
      endTimeUnixNano: '1700000000123457788',
    });
    expect(batch.serviceNameAt(0)).toBe('own');
    const trace = JSON.parse(encodeJaegerTraceJson(batch));
    expect(trace).toMatchObject({
      traceID: '0000000000000009',
      spans: [{ warnings: ['clock skew'], duration: 0 }],
    });
    const again = new ProtobufWriter();
    again.bytesAlways(1, encodeJaegerSpans(batch));
    const copy = new SpanBatch();
    decodePostSpans(again.bytes().slice(), copy, 5);
    expect(encodeTraceJson(copy)).toBe(encodeTraceJson(batch));
  });

  it('rejects ids and times that are none', () => {
    const request = (field: number, write: (writer: ProtobufWriter) => void): Uint8Array => {
      const writer = new ProtobufWriter();
      writer.message(1, () =>
        writer.message(1, () => {
          writer.bytesAlways(1, new Uint8Array(16).fill(1));
          writer.bytesAlways(2, new Uint8Array(8).fill(2));
          writer.message(field, () => write(writer));
        }),
      );
      return writer.bytes().slice();
    };
    const messageOf = (bytes: Uint8Array) => decodePostSpans(bytes, new SpanBatch(), 5).message;
    expect(messageOf(request(2, (writer) => writer.text(1, 'abc')))).toContain('an id has 5 bytes');
    expect(messageOf(request(6, (writer) => writer.int64Always(1, -1n)))).toContain('before 1970');
    expect(messageOf(request(6, (writer) => writer.int64Always(1, 2n ** 62n)))).toContain(
      'out of range',
    );
  });
});
