// What a request of Jaeger's query API is refused with, in Jaeger's words where it has some, and what becomes of
// every other failure: the status over HTTP, the code over gRPC, one line of text.

import { status } from '@grpc/grpc-js';
import {
  QueryLimitError,
  StoreOverloadedError,
  StoreUnavailableError,
} from '@throughline/storage/contract/errors';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';
import { ApiError } from '../../http/errors.ts';
import { BadRequestError } from '../../tempo/bad-request.ts';

/** By its code over gRPC, from which the status over HTTP follows. */
export class JaegerError extends Error {
  override readonly name = 'JaegerError';
  readonly rpcCode: keyof typeof HTTP_STATUS;

  constructor(rpcCode: keyof typeof HTTP_STATUS, message: string) {
    super(message);
    this.rpcCode = rpcCode;
  }
}

const HTTP_STATUS = {
  [status.INVALID_ARGUMENT]: 400,
  [status.NOT_FOUND]: 404,
  [status.UNIMPLEMENTED]: 501,
  [status.INTERNAL]: 500,
} as const;

export const TRACE_NOT_FOUND = 'trace not found';

export function traceNotFound(): JaegerError {
  return new JaegerError(status.NOT_FOUND, TRACE_NOT_FOUND);
}

export function badRequest(message: string): JaegerError {
  return new JaegerError(status.INVALID_ARGUMENT, message);
}

export interface JaegerFailure {
  readonly httpStatus: number;
  readonly rpcCode: status;
  readonly message: string;
  readonly retryAfterMs?: number;
  /** A fault of ours, to be logged with its details. */
  readonly isInternal?: boolean;
}

export function jaegerFailure(error: unknown, isGone: boolean): JaegerFailure {
  if (isGone) {
    return { httpStatus: 499, rpcCode: status.CANCELLED, message: 'context canceled' };
  }
  if (error instanceof JaegerError) {
    const { rpcCode, message } = error;
    return { httpStatus: HTTP_STATUS[rpcCode], rpcCode, message };
  }
  if (error instanceof BadRequestError || error instanceof TraceqlError) {
    return { httpStatus: 400, rpcCode: status.INVALID_ARGUMENT, message: error.message };
  }
  if (error instanceof QueryLimitError) {
    return { httpStatus: 500, rpcCode: status.RESOURCE_EXHAUSTED, message: error.message };
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

const INTERNAL: JaegerFailure = {
  httpStatus: 500,
  rpcCode: status.INTERNAL,
  message: 'internal error',
  isInternal: true,
};

/** What Fastify makes nothing of, by the status it chose. */
function refusedByFramework(error: unknown): JaegerFailure | undefined {
  const httpStatus: unknown = error instanceof Error ? Reflect.get(error, 'statusCode') : undefined;
  const isTheirs = typeof httpStatus === 'number' && httpStatus >= 400 && httpStatus < 500;
  if (!isTheirs || !(error instanceof Error)) return undefined;
  return { httpStatus, rpcCode: status.INVALID_ARGUMENT, message: error.message };
}
