// An export's failure as gRPC tells it: code, message, and details for retrying or mending.

import { Metadata, type StatusObject } from '@grpc/grpc-js';
import { type ExportFailure, FAILURES } from '../ingest/export-failure.ts';
import {
  badRequest,
  boundedMessage,
  encodeStatus,
  retryInfo,
  type StatusDetail,
} from '../ingest/rpc-messages.ts';

/** Standard name of the trailer that holds a google.rpc.Status. */
const STATUS_DETAILS_KEY = 'grpc-status-details-bin';

export function toStatus(failure: ExportFailure): StatusObject {
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
