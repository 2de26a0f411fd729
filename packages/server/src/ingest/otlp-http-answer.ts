// How an answer of the OTLP/HTTP receiver looks: body and content type in the request's own encoding,
// as the OTLP specification has it.

import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import type { FastifyReply } from 'fastify';
import { REQUEST_ID_HEADER } from '../telemetry/request-id.ts';
import type { TraceEncoding } from './decode-export.ts';
import { type ExportFailure, FAILURES } from './export-failure.ts';
import {
  encodeExportResponse,
  encodeStatus,
  exportResponseJson,
  statusJson,
} from './rpc-messages.ts';

const CONTENT_TYPES: Readonly<Record<TraceEncoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/** `application/protobuf` is not in the specification, but some senders write it. */
const ENCODINGS: Readonly<Record<string, TraceEncoding>> = {
  'application/x-protobuf': 'protobuf',
  'application/protobuf': 'protobuf',
  'application/json': 'json',
};

/** undefined: neither of the two. Parameters such as `; charset=utf-8` say nothing here. */
export function parseEncoding(contentType: string | undefined): TraceEncoding | undefined {
  const [mediaType = ''] = (contentType ?? '').split(';', 1);
  const name = mediaType.trim().toLowerCase();
  return Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined;
}

export function sendOutcome(
  reply: FastifyReply,
  encoding: TraceEncoding,
  outcome: AppendOutcome,
): FastifyReply {
  const body = encoding === 'json' ? exportResponseJson(outcome) : encodeExportResponse(outcome);
  return send(reply, 200, encoding, body);
}

/** An unknown encoding is answered in JSON, which a person can read. */
export function sendFailure(
  reply: FastifyReply,
  encoding: TraceEncoding | undefined,
  failure: ExportFailure,
): FastifyReply {
  const { httpStatus, rpcCode } = FAILURES[failure.kind];
  if (failure.retryAfterMs !== undefined) {
    // Whole seconds; 0 would mean at once.
    reply.header('retry-after', String(Math.max(1, Math.ceil(failure.retryAfterMs / 1000))));
  }
  const status = { code: rpcCode, message: failure.message };
  const body = encoding === 'protobuf' ? encodeStatus(status) : statusJson(status);
  return send(reply, httpStatus, encoding ?? 'json', body);
}

function send(
  reply: FastifyReply,
  status: number,
  encoding: TraceEncoding,
  body: string | Buffer,
): FastifyReply {
  return reply
    .code(status)
    .header(REQUEST_ID_HEADER, reply.request.id)
    .header('content-type', CONTENT_TYPES[encoding])
    .send(Buffer.from(body));
}
