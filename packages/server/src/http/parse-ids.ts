// Trace and span ids as people paste them: hex, with or without leading zeros (64-bit ids).

import { bytesToHex, parseId } from '@throughline/model/base/hex';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '@throughline/model/batch/span-batch';
import { ApiError } from './errors.ts';

export function parseTraceId(text: string): Uint8Array {
  return parseOrRefuse('traceId', text, TRACE_ID_BYTES);
}

export function parseSpanId(text: string): Uint8Array {
  return parseOrRefuse('spanId', text, SPAN_ID_BYTES);
}

export function traceNotFound(traceId: Uint8Array): ApiError {
  return new ApiError('TRACE_NOT_FOUND', `no trace ${bytesToHex(traceId)} has been stored`);
}

function parseOrRefuse(field: string, text: string, width: number): Uint8Array {
  const id = parseId(text, width);
  if (id !== undefined) return id;
  const message = `${field}: "${text}" is not an id; expected 1 to ${2 * width} hex digits`;
  throw new ApiError('INVALID_ID', message, { field });
}
