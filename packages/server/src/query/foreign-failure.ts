// What the APIs of other systems answer with when a query could not be served, where they agree: the status over HTTP,
// the code over gRPC, and one line of text. What one of them says in its own way is its own business.

import { status } from '@grpc/grpc-js';
import { StoreOverloadedError, StoreUnavailableError } from '@throughline/storage/contract/errors';
import { ApiError } from '../http/errors.ts';

export interface ForeignFailure {
  readonly httpStatus: number;
  readonly rpcCode: status;
  readonly message: string;
  readonly retryAfterMs?: number;
  /** A fault of ours, to be logged with its details. */
  readonly isInternal?: boolean;
}

/** Nobody reads this answer: the client has gone. */
export const CLIENT_IS_GONE: ForeignFailure = {
  httpStatus: 499,
  rpcCode: status.CANCELLED,
  message: 'context canceled',
};

const INTERNAL: ForeignFailure = {
  httpStatus: 500,
  rpcCode: status.INTERNAL,
  message: 'internal error',
  isInternal: true,
};

export function foreignFailure(error: unknown): ForeignFailure {
  if (error instanceof StoreUnavailableError || error instanceof StoreOverloadedError) {
    const { message, retryAfterMs } = error;
    return { httpStatus: 503, rpcCode: status.UNAVAILABLE, message, retryAfterMs };
  }
  if (error instanceof ApiError) {
    return { httpStatus: error.status, rpcCode: status.PERMISSION_DENIED, message: error.message };
  }
  return refusedByFramework(error) ?? INTERNAL;
}

/** What Fastify makes nothing of, by the status it chose. */
function refusedByFramework(error: unknown): ForeignFailure | undefined {
  const httpStatus: unknown = error instanceof Error ? Reflect.get(error, 'statusCode') : undefined;
  const isTheirs = typeof httpStatus === 'number' && httpStatus >= 400 && httpStatus < 500;
  if (!isTheirs || !(error instanceof Error)) return undefined;
  return { httpStatus, rpcCode: status.INVALID_ARGUMENT, message: error.message };
}
