// The spans of the canonical workload in every form in which spans come, with the decoder of each.

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
import { canonicalBody } from '../workload/canonical-workload.ts';

/** Where a form is sent, by the name of the listener; `grpc`: the path is that of a method. */
export interface Way {
  readonly listener: string;
  readonly path: string;
  readonly contentType: string;
  readonly grpc?: boolean;
}

export interface Form {
  readonly name: string;
  /** Absent: over UDP, which answers nothing. */
  readonly way?: Way;
  readonly bodies: readonly Uint8Array[];
  decode(body: Uint8Array, batch: SpanBatch): unknown;
}

/** Some thousand spans each. */
const BODIES = 4;

const PROTOBUF = 'application/x-protobuf';

export function formsOfWorkload(): readonly Form[] {
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  const otlp = Array.from({ length: BODIES }, (_, seed) => canonicalBody(seed, nowNs));
  const batches = otlp.map((body) => {
    const batch = new SpanBatch();
    decodeTracesProtobuf(body, batch, 0);
    return batch;
  });
  const jaeger = batches.map(jaegerBatches);
  const zipkin = batches.map((batch) => encodeZipkinJson(batch));
  const ofThrift = (protocol: ThriftProtocol, way?: Way): Form => ({
    name: `Jaeger thrift, ${protocol}`,
    ...(way === undefined ? {} : { way }),
    bodies: jaeger.flat().map((one) => writeStruct(protocol, thriftBatch(one))),
    decode: (body, batch) => decodeJaegerBatch(body, protocol, batch, 0),
  });
  return [
    {
      name: 'OTLP protobuf',
      way: { listener: 'otlp-http', path: '/v1/traces', contentType: PROTOBUF },
      bodies: otlp,
      decode: (body, batch) => decodeTracesProtobuf(body, batch, 0),
    },
    ofThrift('binary', {
      listener: 'jaeger-http',
      path: '/api/traces',
      contentType: 'application/vnd.apache.thrift.binary',
    }),
    ofThrift('compact'),
    {
      name: 'Jaeger protobuf',
      way: {
        listener: 'jaeger-grpc',
        path: '/jaeger.api_v2.CollectorService/PostSpans',
        contentType: 'application/grpc',
        grpc: true,
      },
      bodies: jaeger.map(postSpansRequest),
      decode: (body, batch) => decodePostSpans(body, batch, 0),
    },
    {
      name: 'Zipkin protobuf',
      way: { listener: 'zipkin', path: '/api/v2/spans', contentType: PROTOBUF },
      bodies: zipkin.map((json) => zipkinProtobuf(JSON.parse(json))),
      decode: (body, batch) => decodeZipkinProtobuf(body, batch, 0),
    },
    {
      name: 'Zipkin JSON',
      way: { listener: 'zipkin', path: '/api/v2/spans', contentType: 'application/json' },
      bodies: zipkin.map((json) => new TextEncoder().encode(json)),
      decode: (body, batch) => decodeZipkinJsonBytes(body, batch, 0),
    },
  ];
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
  readonly processID: string;
  readonly tags: readonly UiTag[];
  readonly logs: readonly { readonly timestamp: number; readonly fields: readonly UiTag[] }[];
}

/** One for each process, as its client sends them. */
function jaegerBatches(batch: SpanBatch): JaegerBatch[] {
  const trace: UiTrace = JSON.parse(encodeJaegerTraceJson(batch));
  return Object.entries(trace.processes).map(([id, { serviceName, tags }]) => ({
    serviceName,
    processTags: tags.map(sentTag),
    spans: trace.spans.filter(({ processID }) => processID === id).map(sentSpan),
  }));
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
