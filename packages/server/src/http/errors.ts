// The catalogue of everything the HTTP API can answer with other than success: stable code, HTTP
// status, what it means. docs/reference/errors.md is generated from it.

import type { ErrorBody, QueryPlace } from '@throughline/model/api/common';

export interface ErrorDeclaration {
  readonly status: number;
  readonly meaning: string;
  readonly remedy: string;
}

export const API_ERRORS = {
  INVALID_PARAMETER: {
    status: 400,
    meaning: 'A query or path parameter is malformed, out of range or unknown.',
    remedy: 'Correct the parameter that `field` names; the message shows the value found.',
  },
  INVALID_QUERY: {
    status: 400,
    meaning:
      'The TraceQL query cannot be read, makes no sense, or asks for what this route does not answer.',
    remedy:
      'The message says what is wrong, and `place` where: line, column, the text with a caret, and ' +
      'the words that may be meant.',
  },
  INVALID_ID: {
    status: 400,
    meaning: 'A trace or span id is not hexadecimal, or too long.',
    remedy: 'Trace ids have 1 to 32 hex digits, span ids 1 to 16; leading zeros may be left out.',
  },
  INVALID_CURSOR: {
    status: 400,
    meaning: 'The cursor was not made by this API or has been altered.',
    remedy: 'Send `nextCursor` of the page before, unchanged, or none to start again.',
  },
  HOST_NOT_ALLOWED: {
    status: 403,
    meaning:
      'The Host header names a host under which this server is not reached. On loopback this is ' +
      'what keeps web pages elsewhere from reading traces through DNS rebinding.',
    remedy: 'Use localhost or 127.0.0.1, or start with --host and the address to be reached under.',
  },
  ORIGIN_NOT_ALLOWED: {
    status: 403,
    meaning: 'A web page of another origin has asked to change something.',
    remedy: 'Use the UI or the API under its own address, or `throughline delete`.',
  },
  TRACE_NOT_FOUND: {
    status: 404,
    meaning: 'No span of this trace has been stored, or its retention is over.',
    remedy: 'Check the id; spans are found as soon as their export request was answered.',
  },
  SAVED_QUERY_NOT_FOUND: {
    status: 404,
    meaning: 'No query is saved under this name.',
    remedy: 'GET /api/v1/saved-queries lists all of them.',
  },
  SAVED_QUERIES_FULL: {
    status: 409,
    meaning: 'As many queries are saved as can be.',
    remedy: 'Delete one that nobody needs, or save over it.',
  },
  SPAN_NOT_FOUND: {
    status: 404,
    meaning: 'The trace is there, but it has no span of this id.',
    remedy: 'Check the id, or read the whole trace.',
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    meaning: 'There is nothing under this path.',
    remedy: '/api/v1/openapi.json lists every path.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    meaning: 'The path exists, but not for this method.',
    remedy: 'The Allow header lists the methods that work.',
  },
  INVALID_BODY: {
    status: 400,
    meaning: 'The request body or its headers cannot be understood.',
    remedy: 'The message names the place. Bodies are JSON, with content-type application/json.',
  },
  INVALID_TRACE_FILE: {
    status: 400,
    meaning: 'Nothing in the file is a trace, a span or an export that can be read.',
    remedy:
      "Files of Jaeger's JSON, Zipkin's JSON (version 2) and OTLP JSON are taken, also compressed with gzip; " +
      'the message names the place.',
  },
  SAMPLING_FROM_FILE: {
    status: 409,
    meaning: 'The sampling strategies are those of a file, and the file wins.',
    remedy: 'Change the file, which is watched, or start without --sampling-strategies-file.',
  },
  DEMO_OFF: {
    status: 403,
    meaning: 'The demo traces are not offered here.',
    remedy: 'Start without --demo-traces off, or send traces of your own.',
  },
  DEMO_WITH_DATA: {
    status: 409,
    meaning: 'There are spans already, and the demo traces would stand among them.',
    remedy: 'Say evenWithData; DELETE what has throughline.demo when you have seen enough.',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    meaning: 'The request body is larger than the server takes.',
    remedy: 'Send less at once, or raise --max-request-bytes.',
  },
  QUERY_LIMIT: {
    status: 422,
    meaning: 'Answering would take more time or memory than one query may have.',
    remedy: 'Narrow the time range, name a service, or ask for a smaller page.',
  },
  TRACE_TOO_LARGE: {
    status: 422,
    meaning: 'The trace has more spans than can be analysed at once.',
    remedy:
      'None is needed to look at it: /columns and /spans/{spanId} answer for traces of any size.',
  },
  REQUEST_CANCELLED: {
    status: 499,
    meaning: 'The client went away before the answer was ready; only logs and metrics show it.',
    remedy: 'None needed.',
  },
  INTERNAL: {
    status: 500,
    meaning: 'A fault of Throughline itself; its log has the details under the request id.',
    remedy: 'Please report it together with the log lines of that request id.',
  },
  STORE_UNAVAILABLE: {
    status: 503,
    meaning: 'The storage engine does not answer, for example while it restarts.',
    remedy: 'Retry after the seconds in Retry-After; /readyz says what is wrong.',
  },
  STORE_OVERLOADED: {
    status: 503,
    meaning: 'More is in flight than memory is set aside for.',
    remedy: 'Retry after the seconds in Retry-After.',
  },
} as const satisfies Record<string, ErrorDeclaration>;

export type ApiErrorCode = keyof typeof API_ERRORS;

interface ApiErrorOptions extends ErrorOptions {
  readonly field?: string;
  /** In the query that `field` has. */
  readonly place?: QueryPlace;
}

/** An answer of the API other than success. `cause` is logged, never sent. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  readonly status: number;
  readonly field: string | undefined;
  readonly place: QueryPlace | undefined;

  constructor(code: ApiErrorCode, message: string, options: ApiErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.status = API_ERRORS[code].status;
    this.field = options.field;
    this.place = options.place;
  }
}

export function errorBody(error: ApiError): ErrorBody {
  const { code, message, field, place } = error;
  return {
    error: {
      code,
      message,
      ...(field === undefined ? {} : { field }),
      ...(place === undefined ? {} : { place }),
    },
  };
}
