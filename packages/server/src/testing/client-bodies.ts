// What real clients of Jaeger and Zipkin sent once, as kept in testdata, with the decoder that each goes to.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodePostSpans } from '@throughline/model/jaeger/proto-decode';
import { decodeJaegerBatch, decodeJaegerPacket } from '@throughline/model/jaeger/thrift-decode';
import { decodeZipkinProtobuf } from '@throughline/model/zipkin/protobuf-decode';
import { decodeZipkinThrift } from '@throughline/model/zipkin/thrift-decode';
import type { DecodeBody } from '../ingest/export-traces.ts';
import { decodeZipkinJsonBody } from '../zipkin/decode-json-body.ts';

const TESTDATA = fileURLToPath(new URL('../../../../testdata/', import.meta.url));

/** The forms in which spans come that are not OTLP. */
export const BODY_FORMS = {
  jaegerBinaryBatch: (body, batch, ms) => decodeJaegerBatch(body, 'binary', batch, ms),
  jaegerBinaryPacket: (body, batch, ms) => decodeJaegerPacket(body, 'binary', batch, ms),
  jaegerCompactPacket: (body, batch, ms) => decodeJaegerPacket(body, 'compact', batch, ms),
  jaegerPostSpans: decodePostSpans,
  zipkinV1Json: (body, batch, ms) => decodeZipkinJsonBody(body, 'JSON_V1', batch, ms),
  zipkinV2Json: (body, batch, ms) => decodeZipkinJsonBody(body, 'JSON_V2', batch, ms),
  zipkinThrift: decodeZipkinThrift,
  zipkinProtobuf: decodeZipkinProtobuf,
} as const satisfies Record<string, DecodeBody>;

export type BodyForm = keyof typeof BODY_FORMS;

/** By path within testdata. */
export const CLIENT_BODIES: readonly (readonly [path: string, form: BodyForm])[] = [
  ['jaeger/jaeger-client-node-http.bin', 'jaegerBinaryBatch'],
  ['jaeger/jaeger-client-node-udp.bin', 'jaegerBinaryPacket'],
  ['jaeger/opentelemetry-python-compact-udp.bin', 'jaegerCompactPacket'],
  ['jaeger/opentelemetry-python-grpc.bin', 'jaegerPostSpans'],
  ['zipkin/zipkin-js-v1-json.bin', 'zipkinV1Json'],
  ['zipkin/py-zipkin-v1-json.bin', 'zipkinV1Json'],
  ['zipkin/py-zipkin-v1-thrift.bin', 'zipkinThrift'],
  ['zipkin/zipkin-js-v2-json.bin', 'zipkinV2Json'],
  ['zipkin/py-zipkin-v2-json.bin', 'zipkinV2Json'],
  ['zipkin/opentelemetry-python-v2-json.bin', 'zipkinV2Json'],
  ['zipkin/py-zipkin-v2-protobuf.bin', 'zipkinProtobuf'],
  ['zipkin/opentelemetry-python-v2-protobuf.bin', 'zipkinProtobuf'],
];

export function readClientBody(path: string): Uint8Array {
  return new Uint8Array(readFileSync(TESTDATA + path));
}

/** Where what a body says in OTLP is kept. */
export function expectationPath(path: string): string {
  return `${TESTDATA}${path.replace(/\.\w+$/, '')}.otlp-json`;
}
