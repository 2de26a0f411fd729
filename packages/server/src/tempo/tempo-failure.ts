// Everything that Tempo's API answers with other than success: the status over HTTP, the code over gRPC, and one
// line of text.

import { status } from '@grpc/grpc-js';
import {
  QueryLimitError,
  StoreOverloadedError,
  StoreUnavailableError,
} from '@throughline/storage/contract/errors';
import { ApiError } from '../http/errors.ts';
import { BadRequestError } from './bad-request.ts';

export interface TempoFailure {
  readonly httpStatus: number;
  readonly rpcCode: status;
  readonly message: string;
  readonly retryAfterMs?: number;
  /** A fault of ours, to be logged with its details. */
  readonly isInternal?: boolean;
}

export function tempoFailure(error: unknown, isGone: boolean): TempoFailure {
  if (isGone) {
    return { httpStatus: 499, rpcCode: status.CANCELLED, message: 'context canceled' };
  }
  if (error instanceof BadRequestError) {
    return { httpStatus: 400, rpcCode: status.INVALID_ARGUMENT, message: error.message };
  }
  if (error instanceof QueryLimitError) {
    return { httpStatus: 422, rpcCode: status.RESOURCE_EXHAUSTED, message: error.message };
  }
  if (error instanceof StoreUnavailableError || error instanceof StoreOverloadedError) {
    const { message, retryAfterMs } = error;
    return { httpStatus: 503, rpcCode: status.UNAVAILABLE, message, retryAfterMs };
  }
  if (error instanceof ApiError) {
    return { httpStatus: error.status, rpcCode: status.PERMISSION_DENIED, message: error.message };
  }
  return refusedByFramework(error) ?? INTERNAL;
}

const INTERNAL: TempoFailure = {
  httpStatus: 500,
  rpcCode: status.INTERNAL,
  message: 'internal error',
  isInternal: true,
};

/** What Fastify makes nothing of, by the status it chose. */
function refusedByFramework(error: unknown): TempoFailure | undefined {
  const httpStatus: unknown = error instanceof Error ? Reflect.get(error, 'statusCode') : undefined;
  const isTheirs = typeof httpStatus === 'number' && httpStatus >= 400 && httpStatus < 500;
  if (!isTheirs || !(error instanceof Error)) return undefined;
  return { httpStatus, rpcCode: status.INVALID_ARGUMENT, message: error.message };
}
