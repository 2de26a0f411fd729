// The Zipkin receiver: POST /api/v2/spans and /api/v1/spans, in every form that Zipkin's senders have. Answers
// are those of Zipkin's own server: 202 without a body, or a text that says what is wrong. Questions are in query/.

import { decodeZipkinProtobuf } from '@throughline/model/zipkin/protobuf-decode';
import { decodeZipkinThrift } from '@throughline/model/zipkin/thrift-decode';
import type { DecodeBody, ExportContext } from '../ingest/export-traces.ts';
import { appListener, createSpansApp } from '../ingest/spans-app.ts';
import type { ListenAddress, Listener } from '../listener.ts';
import { decodeZipkinJsonBody } from './decode-json-body.ts';
import { registerZipkinQuery } from './query/register-zipkin-query.ts';
import type { ZipkinQueryDependencies } from './query/zipkin-dependencies.ts';

export interface ZipkinListenerOptions extends ExportContext, ListenAddress {
  /** Origins of web pages that may send; `*` allows all. */
  readonly corsOrigins: readonly string[];
  /** Of a body, as received and after decompression. */
  readonly maxRequestBytes: number;
  /** undefined: it takes spans and answers nothing. */
  readonly query?: ZipkinQueryDependencies;
}

const decodeV1Json: DecodeBody = (body, batch, receivedMs) =>
  decodeZipkinJsonBody(body, 'JSON_V1', batch, receivedMs);

const decodeV2Json: DecodeBody = (body, batch, receivedMs) =>
  decodeZipkinJsonBody(body, 'JSON_V2', batch, receivedMs);

export function createZipkinListener(options: ZipkinListenerOptions): Listener {
  const { app, takeSpans } = createSpansApp({
    ...options,
    protocol: 'zipkin_http',
    refusalText: ({ message }) => message,
  });
  takeSpans('/api/v2/spans', (contentType) =>
    hasType(contentType, 'application/x-protobuf') ? decodeZipkinProtobuf : decodeV2Json,
  );
  takeSpans('/api/v1/spans', (contentType) =>
    hasType(contentType, 'application/x-thrift') ? decodeZipkinThrift : decodeV1Json,
  );
  if (options.query !== undefined) registerZipkinQuery(app, options.query);
  return appListener(app, options, {
    name: 'zipkin',
    purpose: 'Zipkin: POST /api/v2/spans and /api/v1/spans, and its query API',
  });
}

/** Whatever else a sender calls its body, it is JSON. */
function hasType(contentType: string, mediaType: string): boolean {
  const [type = ''] = contentType.split(';', 1);
  return type.trim().toLowerCase() === mediaType;
}
