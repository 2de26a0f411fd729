// Trace and span ids as people paste them: hex, with or without leading zeros (64-bit ids).

import { bytesToHex, parseId } from '@throughline/model/base/hex';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '@throughline/model/batch/span-batch';
import { ApiError } from './errors.ts';

/** `orElse`: what else the parameter may be, for who gave neither. */
export function parseTraceId(text: string, field = 'traceId', orElse = ''): Uint8Array {
  return parseOrRefuse(field, text, TRACE_ID_BYTES, orElse);
}

export function parseSpanId(text: string): Uint8Array {
  return parseOrRefuse('spanId', text, SPAN_ID_BYTES);
}

/** `field`: the parameter, where several name traces. */
export function traceNotFound(traceId: Uint8Array, field?: string): ApiError {
  const message = `no trace ${bytesToHex(traceId)} has been stored`;
  return field === undefined
    ? new ApiError('TRACE_NOT_FOUND', message)
    : new ApiError('TRACE_NOT_FOUND', `${field}: ${message}`, { field });
}

function parseOrRefuse(field: string, text: string, width: number, orElse = ''): Uint8Array {
  const id = parseId(text, width);
  if (id !== undefined) return id;
  const message = `${field}: "${text}" is not an id; expected 1 to ${2 * width} hex digits${orElse}`;
  throw new ApiError('INVALID_ID', message, { field });
}
