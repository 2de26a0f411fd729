// Trace ids in addresses of Jaeger's API: hex with or without leading zeros, or base64 as protobuf's JSON has it.

import { parseId } from '@throughline/model/base/hex';
import { TRACE_ID_BYTES } from '@throughline/model/batch/span-batch';
import { badRequest } from './jaeger-error.ts';

const HEX_DIGITS = 2 * TRACE_ID_BYTES;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** `before` stands before what is wrong. */
export function readTraceId(text: string, before = ''): Uint8Array {
  const id = parseId(text, TRACE_ID_BYTES) ?? base64Id(text);
  if (id?.some((byte) => byte !== 0)) return id;
  if (id !== undefined) throw badRequest(`${before}uninitialized TraceID is not allowed`);
  if (text.length > HEX_DIGITS) {
    throw badRequest(
      `${before}TraceID cannot be longer than ${HEX_DIGITS} hex characters: ${text}`,
    );
  }
  throw badRequest(`${before}strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
}

/** Of 8 or 16 bytes. */
function base64Id(text: string): Uint8Array | undefined {
  const bytes = BASE64.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  if (bytes.length !== TRACE_ID_BYTES && bytes.length !== TRACE_ID_BYTES / 2) return undefined;
  const id = new Uint8Array(TRACE_ID_BYTES);
  id.set(bytes, TRACE_ID_BYTES - bytes.length);
  return id;
}
