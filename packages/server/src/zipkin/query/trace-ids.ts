// Trace ids in addresses of Zipkin's API: 1 to 32 lower-case hex digits, and what Zipkin says of others.

import { bytesToHex, parseId } from '@throughline/model/base/hex';
import { SPAN_ID_BYTES, TRACE_ID_BYTES } from '@throughline/model/batch/span-batch';
import { BadRequestError } from '../../tempo/bad-request.ts';
import { MAX_TRACE_IDS } from './zipkin-limits.ts';

const HEX_DIGITS = 2 * TRACE_ID_BYTES;

export function readTraceId(text: string): Uint8Array {
  if (text === '') throw new BadRequestError('traceId is empty');
  if (text.length > HEX_DIGITS) {
    throw new BadRequestError(`traceId.length > ${HEX_DIGITS}`);
  }
  const id = /[^0-9a-f]/.test(text) ? undefined : parseId(text, TRACE_ID_BYTES);
  if (id === undefined) {
    throw new BadRequestError(`${text} should be lower-hex encoded with no prefix`);
  }
  if (id.every((byte) => byte === 0)) throw new BadRequestError('traceId is all zeros');
  return id;
}

/** As Zipkin tells it: of 16 digits where the upper half is zero. */
export function traceIdText(traceId: Uint8Array): string {
  const isShort = traceId.subarray(0, SPAN_ID_BYTES).every((byte) => byte === 0);
  return bytesToHex(traceId, isShort ? SPAN_ID_BYTES : 0);
}

/** Two or more, separated by commas, as 32 digits each. */
export function readTraceIds(text: string): string[] {
  if (text === '') throw new BadRequestError('traceIds parameter is empty');
  const texts = text.split(',');
  if (texts.length > MAX_TRACE_IDS) {
    throw new BadRequestError(`traceIds has more than ${MAX_TRACE_IDS} ids`);
  }
  const ids = new Set<string>();
  for (const one of texts) {
    readTraceId(one);
    const id = one.padStart(HEX_DIGITS, '0');
    if (ids.has(id)) throw new BadRequestError(`redundant traceId: ${one}`);
    ids.add(id);
  }
  if (ids.size > 1) return [...ids];
  throw new BadRequestError('Use /api/v2/trace/{traceId} endpoint to retrieve a single trace');
}
