// The spans of the canonical workload in every form in which spans come: with the way that each takes into the
// product, and its decoder.

import { assert } from '@throughline/model/base/assert';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { encodeJaegerTraceJson } from '@throughline/model/jaeger/json-encode';
import { decodePostSpans } from '@throughline/model/jaeger/proto-decode';
import {
  type JaegerBatch,
  type JaegerSpan,
  postSpansRequest,
  type Tag,
  thriftBatch,
} from '@throughline/model/jaeger/testing/jaeger-span';
import { decodeJaegerBatch } from '@throughline/model/jaeger/thrift-decode';
import { decodeTracesProtobuf } from '@throughline/model/otlp/protobuf-decode';
import { type ThriftProtocol, writeStruct } from '@throughline/model/thrift/testing/thrift-writer';
import { decodeZipkinJsonBytes } from '@throughline/model/zipkin/json-bytes-decode';
import { encodeZipkinJson } from '@throughline/model/zipkin/json-encode';
import { decodeZipkinProtobuf } from '@throughline/model/zipkin/protobuf-decode';
import { zipkinProtobuf } from '@throughline/model/zipkin/testing/zipkin-json';
import type { Way } from '../sender/transport.ts';
import { canonicalProcesses } from './canonical-workload.ts';

export type FormName =
  | 'otlp'
  | 'jaeger-binary'
  | 'jaeger-compact'
  | 'jaeger-protobuf'
  | 'zipkin-protobuf'
  | 'zipkin-json';

export interface Form {
  readonly name: FormName;
  readonly title: string;
  /** Absent: over UDP, which answers nothing. */
  readonly way?: Way;
  /** From OTLP protobuf, the spans of one process. */
  encode(otlp: Uint8Array): Uint8Array;
  decode(body: Uint8Array, batch: SpanBatch): unknown;
}

const PROTOBUF = 'application/x-protobuf';

const over = (way: Pick<Way, 'listener' | 'path' | 'contentType'>): { way: Way } => ({
  way: { transport: 'http', gzip: false, ...way },
});

const thrift = (protocol: ThriftProtocol): Pick<Form, 'encode' | 'decode'> => ({
  encode: (otlp) => writeStruct(protocol, thriftBatch(jaegerBatch(decoded(otlp)))),
  decode: (body, batch) => decodeJaegerBatch(body, protocol, batch, 0),
});

/** OTLP first: the others are compared with it. */
export const FORMS: readonly Form[] = [
  {
    name: 'otlp',
    title: 'OTLP protobuf',
    ...over({ listener: 'otlp-http', path: '/v1/traces', contentType: PROTOBUF }),
    encode: (otlp) => otlp,
    decode: (body, batch) => decodeTracesProtobuf(body, batch, 0),
  },
  {
    name: 'jaeger-binary',
    title: 'Jaeger thrift, binary',
    ...over({
      listener: 'jaeger-http',
      path: '/api/traces',
      contentType: 'application/vnd.apache.thrift.binary',
    }),
    ...thrift('binary'),
  },
  { name: 'jaeger-compact', title: 'Jaeger thrift, compact', ...thrift('compact') },
  {
    name: 'jaeger-protobuf',
    title: 'Jaeger protobuf',
    way: {
      listener: 'jaeger-grpc',
      transport: 'grpc',
      path: '/jaeger.api_v2.CollectorService/PostSpans',
      contentType: 'application/grpc',
      gzip: false,
    },
    encode: (otlp) => postSpansRequest([jaegerBatch(decoded(otlp))]),
    decode: (body, batch) => decodePostSpans(body, batch, 0),
  },
  {
    name: 'zipkin-protobuf',
    title: 'Zipkin protobuf',
    ...over({ listener: 'zipkin', path: '/api/v2/spans', contentType: PROTOBUF }),
    encode: (otlp) => zipkinProtobuf(JSON.parse(encodeZipkinJson(decoded(otlp)))),
    decode: (body, batch) => decodeZipkinProtobuf(body, batch, 0),
  },
  {
    name: 'zipkin-json',
    title: 'Zipkin JSON',
    ...over({ listener: 'zipkin', path: '/api/v2/spans', contentType: 'application/json' }),
    encode: (otlp) => new TextEncoder().encode(encodeZipkinJson(decoded(otlp))),
    decode: (body, batch) => decodeZipkinJsonBytes(body, batch, 0),
  },
];

export interface FormBody {
  readonly bytes: Uint8Array;
  readonly spanCount: number;
}

/** The same spans in every form, those of one process in each body: about SPANS_PER_BODY. */
export function formBodies(
  name: FormName,
  seed: number,
  endNs: bigint,
  bodies: number,
): readonly FormBody[] {
  const form = formByName(name);
  return canonicalProcesses(seed, endNs, bodies).map((otlp) => ({
    bytes: form.encode(otlp),
    spanCount: decoded(otlp).rowCount,
  }));
}

export function formByName(name: string): Form {
  const form = FORMS.find((known) => known.name === name);
  assert(
    form !== undefined,
    `no form ${name}: there are ${FORMS.map((known) => known.name).join(', ')}`,
  );
  return form;
}

function decoded(otlp: Uint8Array): SpanBatch {
  const batch = new SpanBatch();
  decodeTracesProtobuf(otlp, batch, 0);
  return batch;
}

interface UiTrace {
  readonly spans: readonly UiSpan[];
  readonly processes: Readonly<Record<string, { serviceName: string; tags: readonly UiTag[] }>>;
}
interface UiTag {
  readonly key: string;
  readonly type: Tag['type'];
  readonly value: string | number | boolean;
}
interface UiSpan extends Omit<JaegerSpan, 'tags' | 'logs'> {
  readonly tags: readonly UiTag[];
  readonly logs: readonly { readonly timestamp: number; readonly fields: readonly UiTag[] }[];
}

function jaegerBatch(batch: SpanBatch): JaegerBatch {
  const { spans, processes }: UiTrace = JSON.parse(encodeJaegerTraceJson(batch));
  const [process, ...others] = Object.values(processes);
  assert(process !== undefined && others.length === 0, 'the spans are not of one process');
  const { serviceName, tags } = process;
  return { serviceName, processTags: tags.map(sentTag), spans: spans.map(sentSpan) };
}

function sentSpan(span: UiSpan): JaegerSpan {
  return {
    ...span,
    flags: span.flags ?? 0,
    tags: span.tags.map(sentTag),
    logs: span.logs.map(({ timestamp, fields }) => ({ timestamp, fields: fields.map(sentTag) })),
  };
}

function sentTag({ key, type, value }: UiTag): Tag {
  return { key, type, value: type === 'int64' ? BigInt(value) : value } as Tag;
}
