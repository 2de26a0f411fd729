// opentelemetry.proto.collector.trace.v1.TraceService as @grpc/grpc-js wants it: message bytes go in
// and out as they are, because decoding is the model's.

import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { ExportFailure } from '../ingest/export-failure.ts';
import { beginExport, type ExportContext } from '../ingest/export-traces.ts';
import { encodeExportResponse } from '../ingest/rpc-messages.ts';
import { REQUEST_ID_HEADER, requestIdOf } from '../telemetry/request-id.ts';
import { BYTES_METHOD } from './bytes-method.ts';
import type { MessageMemory } from './message-memory.ts';
import type { ExportMethod } from './receive-exports.ts';
import { toStatus } from './service-error.ts';

export const TRACE_SERVICE_NAME = 'opentelemetry.proto.collector.trace.v1.TraceService';
export const EXPORT_PATH = `/${TRACE_SERVICE_NAME}/Export`;
export const EXPORT_METHOD: ExportMethod = { path: EXPORT_PATH, protocol: 'otlp_grpc' };

export const TRACE_SERVICE = {
  export: {
    path: EXPORT_PATH,
    ...BYTES_METHOD,
    responseStream: false,
  },
} as const;

type ExportCall = ServerUnaryCall<Buffer, Buffer>;

/** `memory`: that the messages are in. */
export function createExportHandler(context: ExportContext, memory: MessageMemory) {
  return (call: ExportCall, callback: sendUnaryData<Buffer>): void => {
    const requestId = requestIdOf(call.metadata.get(REQUEST_ID_HEADER)[0]);
    const attempt = beginExport(context, 'otlp_grpc', requestId);
    const exporting = call.cancelled
      ? Promise.reject(new ExportFailure('cancelled', 'the sender went away'))
      : attempt.append(call.request, 'protobuf');
    // Appending decodes at once and only waits for the disk: nobody needs the message afterwards.
    memory.giveBack(call.request);
    exporting.then(
      (outcome) => {
        attempt.succeed(outcome);
        callback(null, encodeExportResponse(outcome));
      },
      (error: unknown) => callback(toStatus(attempt.fail(error))),
    );
  };
}
