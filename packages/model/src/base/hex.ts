// Hexadecimal text to bytes and back, for trace and span ids.

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hex of `bytes[start, end)`. */
export function bytesToHex(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '';
  for (let at = start; at < end; at++) text += DIGITS[bytes[at] as number];
  return text;
}

/** Value of a hex digit's character code, -1 for any other. */
export function digitValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  return -1;
}

/** Bytes of an even number of hex digits, either case; undefined when it is not that. */
export function hexToBytes(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    const high = digitValue(text.charCodeAt(2 * at));
    const low = digitValue(text.charCodeAt(2 * at + 1));
    if (high < 0 || low < 0) return undefined;
    bytes[at] = high * 16 + low;
  }
  return bytes;
}

/**
 * An id as people type it: 1 to `2 * width` hex digits, shorter ones stand for leading zeros
 * (64-bit trace ids). Undefined when it is anything else.
 */
export function parseId(text: string, width: number): Uint8Array | undefined {
  if (text.length === 0 || text.length > 2 * width) return undefined;
  return hexToBytes(text.padStart(2 * width, '0'));
}
