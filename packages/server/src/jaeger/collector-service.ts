// jaeger.api_v2.CollectorService as @grpc/grpc-js wants it: message bytes go in and out as they are, because
// decoding is the model's.

import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { decodePostSpans } from '@throughline/model/jaeger/proto-decode';
import { BYTES_METHOD } from '../grpc/bytes-method.ts';
import type { MessageMemory } from '../grpc/message-memory.ts';
import type { ExportMethod } from '../grpc/receive-exports.ts';
import { toStatus } from '../grpc/service-error.ts';
import { ExportFailure } from '../ingest/export-failure.ts';
import { beginExport, type ExportContext } from '../ingest/export-traces.ts';
import { REQUEST_ID_HEADER, requestIdOf } from '../telemetry/request-id.ts';

export const COLLECTOR_SERVICE_NAME = 'jaeger.api_v2.CollectorService';

export const POST_SPANS: ExportMethod = {
  path: `/${COLLECTOR_SERVICE_NAME}/PostSpans`,
  protocol: 'jaeger_grpc',
};

export const COLLECTOR_SERVICE = {
  postSpans: {
    path: POST_SPANS.path,
    ...BYTES_METHOD,
    responseStream: false,
  },
} as const;

type PostSpansCall = ServerUnaryCall<Buffer, Buffer>;

/** PostSpansResponse has no fields. */
const RESPONSE = Buffer.alloc(0);

/** `memory`: that the messages are in. */
export function createPostSpansHandler(context: ExportContext, memory: MessageMemory) {
  return (call: PostSpansCall, callback: sendUnaryData<Buffer>): void => {
    const requestId = requestIdOf(call.metadata.get(REQUEST_ID_HEADER)[0]);
    const attempt = beginExport(context, POST_SPANS.protocol, requestId);
    const posting = call.cancelled
      ? Promise.reject(new ExportFailure('cancelled', 'the sender went away'))
      : attempt.append(call.request, decodePostSpans);
    // Appending decodes at once and only waits for the disk: nobody needs the message afterwards.
    memory.giveBack(call.request);
    posting.then(
      (outcome) => {
        attempt.succeed(outcome);
        callback(null, RESPONSE);
      },
      (error: unknown) => callback(toStatus(attempt.fail(error))),
    );
  };
}
