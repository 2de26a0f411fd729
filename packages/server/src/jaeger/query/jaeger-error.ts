// What a request of Jaeger's query API is refused with, in Jaeger's words where it has some, and what becomes of
// every other failure: the status over HTTP, the code over gRPC, one line of text.

import { status } from '@grpc/grpc-js';
import { QueryLimitError } from '@throughline/storage/contract/errors';
import { TraceqlError } from '@throughline/traceql/syntax/traceql-error';
import {
  CLIENT_IS_GONE,
  type ForeignFailure,
  foreignFailure,
} from '../../query/foreign-failure.ts';
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

export type JaegerFailure = ForeignFailure;

export function jaegerFailure(error: unknown, isGone: boolean): JaegerFailure {
  if (isGone) return CLIENT_IS_GONE;
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
  return foreignFailure(error);
}
