// opentelemetry.proto.collector.trace.v1.TraceService as @grpc/grpc-js wants it: message bytes go in
// and out as they are, because decoding is the model's.

import {
  Metadata,
  type ServerUnaryCall,
  type ServiceError,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { ExportFailure, FAILURES } from '../ingest/export-failure.ts';
import { beginExport, type ExportContext } from '../ingest/export-traces.ts';
import {
  badRequest,
  boundedMessage,
  encodeExportResponse,
  encodeStatus,
  retryInfo,
  type StatusDetail,
} from '../ingest/rpc-messages.ts';

export const TRACE_SERVICE_NAME = 'opentelemetry.proto.collector.trace.v1.TraceService';
export const EXPORT_PATH = `/${TRACE_SERVICE_NAME}/Export`;

/** Standard name of the trailer that holds a google.rpc.Status. */
const STATUS_DETAILS_KEY = 'grpc-status-details-bin';

const asItIs = (bytes: Buffer): Buffer => bytes;

export const TRACE_SERVICE = {
  export: {
    path: EXPORT_PATH,
    requestStream: false,
    responseStream: false,
    requestSerialize: asItIs,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
    responseDeserialize: asItIs,
  },
} as const;

type ExportCall = ServerUnaryCall<Buffer, Buffer>;

export function createExportHandler(context: ExportContext) {
  return (call: ExportCall, callback: sendUnaryData<Buffer>): void => {
    const attempt = beginExport(context, 'otlp_grpc');
    const exporting = call.cancelled
      ? Promise.reject(new ExportFailure('cancelled', 'the sender went away'))
      : attempt.append(call.request, 'protobuf');
    exporting.then(
      (outcome) => {
        attempt.succeed(outcome);
        callback(null, encodeExportResponse(outcome));
      },
      (error: unknown) => callback(toServiceError(attempt.fail(error))),
    );
  };
}

function toServiceError(failure: ExportFailure): Partial<ServiceError> {
  const { rpcCode: code } = FAILURES[failure.kind];
  const metadata = new Metadata();
  const details = detailsOf(failure);
  if (details.length > 0) {
    metadata.set(STATUS_DETAILS_KEY, encodeStatus({ code, message: failure.message }, details));
  }
  return { code, details: boundedMessage(failure.message), metadata };
}

function detailsOf(failure: ExportFailure): StatusDetail[] {
  if (failure.retryAfterMs !== undefined) return [retryInfo(failure.retryAfterMs)];
  return failure.kind === 'malformed' ? [badRequest(failure.message)] : [];
}
