import { describe, expect, it } from 'vitest';
import { SpanBatch } from '../batch/span-batch.ts';
import { encodeTraceJson } from '../otlp/json-encode.ts';
import { decodeZipkinJson } from './json-decode.ts';
import { encodeZipkinJson } from './json-encode.ts';

const RECEIVED_MS = 1_700_000_000_000;
const SPAN = { traceId: '463ac35c9f6413ad', id: '72485a3953bb6124' };

function decoded(...spans: readonly object[]): SpanBatch {
  const batch = new SpanBatch();
  const json = JSON.parse(JSON.stringify(spans));
  const outcome = decodeZipkinJson(json, 'JSON_V2', batch, RECEIVED_MS);
  expect(outcome.acceptedSpans).toBe(batch.rowCount);
  return batch;
}

/** The only span in OTLP. */
function otlp(batch: SpanBatch) {
  const [resourceSpans] = JSON.parse(encodeTraceJson(batch)).resourceSpans;
  const [scopeSpans] = resourceSpans.scopeSpans;
  return { resource: resourceSpans.resource, scope: scopeSpans.scope, span: scopeSpans.spans[0] };
}

function zipkin(batch: SpanBatch) {
  return JSON.parse(encodeZipkinJson(batch))[0];
}

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

describe('ids', () => {
  it('of 64 bits and less are padded, and come back as they are stored', () => {
    const batch = decoded({ traceId: '1f', id: 'A', parentId: '2' });
    expect(otlp(batch).span).toMatchObject({
      traceId: '0000000000000000000000000000001f',
      spanId: '000000000000000a',
      parentSpanId: '0000000000000002',
    });
    expect(zipkin(batch).traceId).toBe('000000000000001f');
  });

  it('of a parent that is none make a root', () => {
    for (const parentId of [SPAN.id, '0', '', null]) {
      expect(otlp(decoded({ ...SPAN, parentId })).span.parentSpanId).toBeUndefined();
    }
  });
});

describe('times', () => {
  it('may have fractions, or be text', () => {
    const { span } = otlp(decoded({ ...SPAN, timestamp: 1_700_000_000_000_000.5, duration: '15' }));
    expect(span.startTimeUnixNano).toBe('1700000000000001000');
    expect(span.endTimeUnixNano).toBe('1700000000000016000');
  });

  it('that are absent are guessed, and stay absent for Zipkin', () => {
    const late = decoded({
      ...SPAN,
      annotations: [{ timestamp: 1_600_000_000_000_000, value: 'x' }],
    });
    expect(otlp(late).span.startTimeUnixNano).toBe('1600000000000000000');
    const never = decoded(SPAN);
    expect(otlp(never).span.startTimeUnixNano).toBe('1700000000000000000');
    expect(zipkin(never)).toEqual(SPAN);
  });

  it('before 1970 and after 2255 are refused', () => {
    for (const timestamp of [-1, 2 ** 53, '99999999999999999999', {}]) {
      expect(() => decoded({ ...SPAN, timestamp })).toThrow('Expected microseconds since 1970');
    }
  });
});

describe('what OpenTelemetry has fields for', () => {
  it('is put into them', () => {
    const tags = {
      'otel.scope.name': 'http',
      'otel.scope.version': '1.2',
      'otel.status_code': 'ERROR',
      'otel.status_description': 'timeout',
      'w3c.tracestate': 'a=b',
      'service.version': '7',
      'http.path': '/cart',
    };
    const { resource, scope, span } = otlp(
      decoded({ ...SPAN, kind: 'CONSUMER', localEndpoint: { serviceName: 'shop' }, tags }),
    );
    expect(resource.attributes).toEqual([
      text('service.name', 'shop'),
      text('service.version', '7'),
    ]);
    expect(scope).toEqual({ name: 'http', version: '1.2' });
    expect(span).toMatchObject({
      kind: 5,
      traceState: 'a=b',
      status: { code: 2, message: 'timeout' },
    });
    expect(span.attributes).not.toContainEqual(text('service.version', '7'));
  });

  it.each([
    ['true', { code: 2 }],
    ['timeout', { code: 2 }],
    ['', { code: 2 }],
    ['false', undefined],
  ])('the tag error=%j makes the status %j and stays', (error, status) => {
    const batch = decoded({ ...SPAN, tags: { error } });
    expect(otlp(batch).span.status).toEqual(status);
    expect(zipkin(batch).tags).toEqual({ error });
  });

  it('an event with attributes is an annotation of its own form', () => {
    const value = 'retry|{"count":3,"last":true,"why":"late"}|1';
    const batch = decoded({ ...SPAN, annotations: [{ timestamp: 5, value }] });
    expect(otlp(batch).span.events[0]).toEqual({
      timeUnixNano: '5000',
      name: 'retry',
      droppedAttributesCount: 1,
      attributes: [
        { key: 'count', value: { intValue: '3' } },
        { key: 'last', value: { boolValue: true } },
        text('why', 'late'),
      ],
    });
  });
});

describe('endpoints', () => {
  const remoteEndpoint = { serviceName: 'db', ipv4: '10.1.2.3', ipv6: '2001:db8::1', port: 5432 };

  it('become attributes with the names of semantic conventions', () => {
    expect(otlp(decoded({ ...SPAN, remoteEndpoint })).span.attributes).toEqual(
      expect.arrayContaining([
        text('peer.service', 'db'),
        text('network.peer.address', '10.1.2.3'),
        text('zipkin.remote.ipv6', '2001:db8::1'),
        { key: 'network.peer.port', value: { intValue: '5432' } },
      ]),
    );
  });

  it('are told from tags of the same name', () => {
    const tags = { 'peer.service': 'database' };
    const batch = decoded({ ...SPAN, remoteEndpoint, tags });
    expect(otlp(batch).span.attributes).toEqual(
      expect.arrayContaining([
        text('peer.service', 'database'),
        text('zipkin.remote.service_name', 'db'),
      ]),
    );
    expect(zipkin(batch)).toMatchObject({ remoteEndpoint, tags });
    expect(zipkin(decoded({ ...SPAN, tags })).remoteEndpoint).toBeUndefined();
  });

  it('leave out what is no address, and know IPv4 within IPv6', () => {
    const batch = decoded({
      ...SPAN,
      localEndpoint: { ipv4: 'localhost', ipv6: '::ffff:10.0.0.9' },
      remoteEndpoint: { serviceName: null, port: 0 },
    });
    expect(zipkin(batch)).toMatchObject({ localEndpoint: { ipv4: '10.0.0.9' } });
    expect(zipkin(batch).remoteEndpoint).toBeUndefined();
    expect(() => decoded({ ...SPAN, localEndpoint: { port: 70_000 } })).toThrow(
      'invalid port 70000',
    );
  });
});

describe('spans of OpenTelemetry', () => {
  it('are shown as Zipkin wants them', () => {
    const batch = decoded({
      ...SPAN,
      name: 'GET /Cart',
      timestamp: 1,
      localEndpoint: { serviceName: 'Shop' },
      tags: { 'span.kind': 'internal', 'telemetry.sdk.name': 'opentelemetry', b: '1' },
    });
    batch.statusCode.values[0] = 2;
    batch.durationNs.words[0] = 1;
    expect(zipkin(batch)).toEqual({
      ...SPAN,
      name: 'get /cart',
      timestamp: 1,
      duration: 1,
      localEndpoint: { serviceName: 'shop' },
      tags: {
        'span.kind': 'internal',
        'otel.status_code': 'ERROR',
        error: 'true',
        'telemetry.sdk.name': 'opentelemetry',
        b: '1',
      },
    });
  });
});
