import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textToUtf8 } from '../base/utf8.ts';
import { SpanBatch } from '../batch/span-batch.ts';
import { decodeZipkinJsonBytes } from './json-bytes-decode.ts';
import { decodeZipkinJson } from './json-decode.ts';
import { encodeZipkinJson } from './json-encode.ts';
import { decodeZipkinProtobuf } from './protobuf-decode.ts';
import { type EndpointJson, type ZipkinJson, zipkinProtobuf } from './testing/zipkin-json.ts';

const lowerText = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .map((text) => text.toLowerCase());
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 });

function hexId(digits: number): fc.Arbitrary<string> {
  return fc
    .bigInt({ min: 1n, max: 2n ** BigInt(4 * digits) - 1n })
    .map((id) => id.toString(16).padStart(digits, '0'));
}

const traceId = fc.oneof(
  hexId(16),
  hexId(32).filter((id) => !/^0{16}/.test(id)),
);

/** Times with a year of four digits. */
const us = fc.integer({ min: 1, max: 4_000_000_000_000_000 });

const partsOf = (serviceName: fc.Arbitrary<string>): fc.Arbitrary<EndpointJson> =>
  fc
    .record(
      {
        serviceName,
        ipv4: fc.ipV4(),
        ipv6: fc.integer({ min: 1, max: 0xffff }).map((end) => `2001:db8::${end.toString(16)}`),
        port: fc.integer({ min: 1, max: 65_535 }),
      },
      { requiredKeys: [], noNullPrototype: true },
    )
    .filter((endpoint) => Object.keys(endpoint).length > 0);

/** Keys that mean something to us, with values that do and values that do not. */
const meaningfulTags: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    error: fc.constantFrom('', 'true', 'false', 'timeout'),
    'otel.status_code': fc.constant('OK'),
    'w3c.tracestate': fc.constant('a=b'),
    'otel.scope.name': fc.constant('brave'),
    'otel.scope.version': fc.constant('6.0'),
    'span.kind': fc.constantFrom('internal', 'client'),
    'host.name': fc.constantFrom('a', 'b'),
    'k8s.pod.name': fc.constant('pod-1'),
    'otel.dropped_events_count': fc.constantFrom('3', '0', 'many'),
    'otlp.link.0': fc.constantFrom(
      `${'1f'.repeat(16)}|${'2e'.repeat(8)}|a=b|{"order":1,"why":"x"}|2`,
      'no link at all',
    ),
    'otlp.link.2': fc.constant(`${'1f'.repeat(16)}|${'2e'.repeat(8)}||{}|0`),
    // What endpoints become, sent as tags beside endpoints or without them.
    'peer.service': fc.constantFrom('', 'db'),
    'network.peer.address': fc.constantFrom('10.1.2.3', '/run/socket'),
    'network.peer.port': fc.constant('80'),
    'network.local.address': fc.constant('::1'),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const tags = fc
  .tuple(
    fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 12 }), anyText, {
      maxKeys: 5,
      noNullPrototype: true,
    }),
    meaningfulTags,
  )
  .map(([any, known]) => ({ ...any, ...known }))
  .filter((all) => Object.keys(all).length > 0);

const annotation = fc.record(
  {
    timestamp: us,
    value: fc.oneof(
      anyText,
      fc.constantFrom(
        'retry|{"count":3,"why":"late"}|0',
        'a|{}|7',
        'a|{"b":null}|0',
        '{"x":1}|2|{}',
      ),
    ),
  },
  { noNullPrototype: true },
);

const span: fc.Arbitrary<ZipkinJson> = fc
  .record(
    {
      traceId,
      id: hexId(16),
      parentId: hexId(16),
      kind: fc.constantFrom('CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'),
      name: lowerText,
      timestamp: us,
      duration: us,
      localEndpoint: partsOf(lowerText),
      remoteEndpoint: partsOf(lowerText),
      annotations: fc
        .array(annotation, { minLength: 1, maxLength: 3 })
        .map((list) => list.sort((first, second) => first.timestamp - second.timestamp)),
      tags,
      debug: fc.constant(true),
      shared: fc.constant(true),
    },
    { requiredKeys: ['traceId', 'id'], noNullPrototype: true },
  )
  .map((one) => withoutContradiction(one));

/** Without what Zipkin itself would leave out. */
function withoutContradiction(one: ZipkinJson): ZipkinJson {
  const { parentId, shared, ...rest } = one;
  return {
    ...rest,
    ...(parentId === undefined || parentId === one.id ? {} : { parentId }),
    ...(shared === true && one.kind !== 'CLIENT' ? { shared } : {}),
  };
}

function readBack(decode: (batch: SpanBatch) => unknown): unknown {
  const batch = new SpanBatch();
  decode(batch);
  return JSON.parse(encodeZipkinJson(batch));
}

/** A hundred random cases, on a machine that may be busy. */
const PROPERTY_TIMEOUT_MS = 60_000;

describe('spans of Zipkin', { timeout: PROPERTY_TIMEOUT_MS }, () => {
  it('come back as they were sent, as JSON', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), (sent) => {
        const json = JSON.parse(JSON.stringify(sent));
        expect(readBack((batch) => decodeZipkinJson(json, 'JSON_V2', batch, 5))).toEqual(sent);
      }),
    );
  });

  it('come back as they were sent, as bytes of JSON', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), (sent) => {
        const bytes = textToUtf8(JSON.stringify(sent));
        expect(readBack((batch) => decodeZipkinJsonBytes(bytes, batch, 5))).toEqual(sent);
      }),
    );
  });

  it('come back as they were sent, as protobuf', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), (sent) => {
        const bytes = zipkinProtobuf(sent);
        expect(readBack((batch) => decodeZipkinProtobuf(bytes, batch, 5))).toEqual(sent);
      }),
    );
  });
});
