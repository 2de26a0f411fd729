// Jaeger's collector over HTTP: POST /api/traces with a Batch in thrift's binary protocol, and remote sampling.

import { encodeSamplingJson } from '@throughline/model/jaeger/sampling-encode';
import { decodeJaegerBatch } from '@throughline/model/jaeger/thrift-decode';
import { ExportFailure } from '../ingest/export-failure.ts';
import type { DecodeBody, ExportContext } from '../ingest/export-traces.ts';
import { appListener, createSpansApp } from '../ingest/spans-app.ts';
import type { ListenAddress, Listener } from '../listener.ts';
import { answerSampling, type SamplingAnswers } from './sampling/sampling-http.ts';

export interface JaegerHttpListenerOptions extends ExportContext, ListenAddress {
  /** Of a body, as received and after decompression. */
  readonly maxRequestBytes: number;
  readonly sampling: SamplingAnswers;
}

const CONTENT_TYPES = ['application/x-thrift', 'application/vnd.apache.thrift.binary'];

/** `type/subtype` of RFC 9110. */
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+$/;

export function createJaegerHttpListener(options: JaegerHttpListenerOptions): Listener {
  const { app, takeSpans } = createSpansApp({ ...options, protocol: 'jaeger_http', refusalText });
  takeSpans('/api/traces', decoderOf);
  answerSampling(app, '/api/sampling', encodeSamplingJson, options);
  return appListener(app, options, {
    name: 'jaeger-http',
    purpose: 'Jaeger over HTTP: POST /api/traces, thrift; /api/sampling',
  });
}

const decodeBody: DecodeBody = (body, batch, receivedMs) =>
  decodeJaegerBatch(body, 'binary', batch, receivedMs);

function decoderOf(contentType: string): DecodeBody {
  const [type = ''] = contentType.split(';', 1);
  const mediaType = type.trim().toLowerCase();
  if (CONTENT_TYPES.includes(mediaType)) return decodeBody;
  const problem = MEDIA_TYPE.test(mediaType)
    ? `Unsupported content type: ${mediaType}`
    : `Cannot parse content type: ${contentType || 'there is none'}`;
  throw new ExportFailure('malformed', problem);
}

/** As Jaeger's collector words it. */
function refusalText({ kind, message }: ExportFailure): string {
  switch (kind) {
    case 'malformed':
      return / content type: /.test(message)
        ? message
        : `Unable to process request body: ${message}`;
    case 'overloaded':
    case 'unavailable':
    case 'internal':
      return `Cannot submit Jaeger batch: ${message}`;
    default:
      return message;
  }
}
