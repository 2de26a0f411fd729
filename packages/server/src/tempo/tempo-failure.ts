// Everything that Tempo's API answers with other than success: the status over HTTP, the code over gRPC, and one
// line of text.

import { status } from '@grpc/grpc-js';
import { QueryLimitError } from '@throughline/storage/contract/errors';
import { CLIENT_IS_GONE, type ForeignFailure, foreignFailure } from '../query/foreign-failure.ts';
import { BadRequestError } from './bad-request.ts';

export type TempoFailure = ForeignFailure;

export function tempoFailure(error: unknown, isGone: boolean): TempoFailure {
  if (isGone) return CLIENT_IS_GONE;
  if (error instanceof BadRequestError) {
    return { httpStatus: 400, rpcCode: status.INVALID_ARGUMENT, message: error.message };
  }
  if (error instanceof QueryLimitError) {
    return { httpStatus: 422, rpcCode: status.RESOURCE_EXHAUSTED, message: error.message };
  }
  return foreignFailure(error);
}
