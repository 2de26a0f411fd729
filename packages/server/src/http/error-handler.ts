// Every failure of the HTTP API becomes an ErrorBody here: ours as they are, the store's and the
// framework's by translation, anything else as INTERNAL with its details in the log only.

import {
  QueryLimitError,
  StoreOverloadedError,
  StoreUnavailableError,
} from '@throughline/storage/contract/errors';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, type ApiErrorCode, errorBody } from './errors.ts';
import { bodyError, validationError } from './validation-error.ts';

type Failure = Error & Partial<FastifyError>;

export function handleError(error: Failure, request: FastifyRequest, reply: FastifyReply) {
  const answer = loggedFailure(error, request, reply);
  const retryAfterMs = retryDelayMs(error);
  if (retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(retryAfterMs / 1000));
  return reply
    .status(answer.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(errorBody(answer)));
}

/** What the client is told of an error; the log hears of it, too. */
export function loggedFailure(
  error: Failure,
  request: FastifyRequest,
  reply: FastifyReply,
): ApiError {
  const isGone = reply.raw.destroyed && !reply.raw.writableEnded;
  const answer = isGone
    ? new ApiError('REQUEST_CANCELLED', 'the client went away', { cause: error })
    : toApiError(error, request);
  logAnswer(answer, error, request);
  return answer;
}

/** Messages about parameters quote them, and what people search for may be secret. */
function logAnswer(answer: ApiError, error: Failure, { log }: FastifyRequest): void {
  const { code, status, field } = answer;
  if (code === 'INTERNAL') log.error({ code, err: error }, 'a request failed');
  else if (status >= 500) log.warn({ code, reason: answer.message }, 'a request failed');
  else log.debug({ code, field }, 'a request was refused');
}

function toApiError(error: Failure, request: FastifyRequest): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof StoreUnavailableError) {
    return new ApiError('STORE_UNAVAILABLE', error.message, { cause: error });
  }
  if (error instanceof StoreOverloadedError) {
    return new ApiError('STORE_OVERLOADED', error.message, { cause: error });
  }
  if (error instanceof QueryLimitError) {
    return new ApiError('QUERY_LIMIT', error.message, { cause: error });
  }
  if (error.validation !== undefined && error.validationContext === 'body') {
    return bodyError(error.validation);
  }
  if (error.validation !== undefined) return validationError(error.validation, request);
  const code = frameworkCode(error);
  if (code !== undefined) return new ApiError(code, error.message, { cause: error });
  const message = `an unexpected fault; the log has it under request id ${request.id}`;
  return new ApiError('INTERNAL', message, { cause: error });
}

/** What Fastify itself refuses, by the status it chose. */
function frameworkCode(error: Failure): ApiErrorCode | undefined {
  if (error.code === 'FST_ERR_BAD_URL') return 'INVALID_PARAMETER';
  switch (error.statusCode) {
    case 400:
    case 415:
      return 'INVALID_BODY';
    case 413:
      return 'PAYLOAD_TOO_LARGE';
    case 414:
      return 'INVALID_PARAMETER';
    case 404:
      return 'ROUTE_NOT_FOUND';
    default:
      return undefined;
  }
}

function retryDelayMs(error: unknown): number | undefined {
  if (error instanceof StoreUnavailableError) return error.retryAfterMs;
  if (error instanceof StoreOverloadedError) return error.retryAfterMs;
  return undefined;
}
