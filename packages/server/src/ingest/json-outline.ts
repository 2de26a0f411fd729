// How many objects and lists a large JSON body has and how deep they nest, counted before it is parsed:
// JSON.parse makes up to a hundred bytes of memory, and much time, of one bracket.

import { OtlpDecodeError } from '@throughline/model/otlp/decode-error';

/** Smaller bodies cannot do harm, and nearly all are smaller: 1,000 spans are some 800 kB. */
export const UNCHECKED_JSON_BYTES = 1024 * 1024;

/**
 * Three levels of JSON for each of the 32 levels that a value may nest, and ten around it, make 106.
 */
export const MAX_JSON_DEPTH = 128;

/** An attribute is two objects and some 60 bytes; honest bodies have a bracket in 20 bytes at most. */
export const MIN_BYTES_PER_JSON_CONTAINER = 12;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Throws OtlpDecodeError for a large body that is mostly structure or nests too deep. */
export function checkJsonOutline(body: Uint8Array): void {
  if (body.length < UNCHECKED_JSON_BYTES) return;
  const maxContainers = Math.floor(body.length / MIN_BYTES_PER_JSON_CONTAINER);
  let depth = 0;
  let containers = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] as number;
    if (byte === QUOTE) at = textEnd(body, at);
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > MAX_JSON_DEPTH) {
        throw new OtlpDecodeError(`JSON is nested deeper than ${MAX_JSON_DEPTH}`, `byte ${at}`);
      }
      if (++containers > maxContainers) {
        const found = `${body.length} bytes hold more than ${maxContainers} objects and lists`;
        throw new OtlpDecodeError(found, `byte ${at}`);
      }
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
}

/** Where the text that begins at `start` ends. The search for its end is the platform's own. */
function textEnd(body: Uint8Array, start: number): number {
  let at = start;
  do {
    at = body.indexOf(QUOTE, at + 1);
    if (at < 0) return body.length;
  } while (isEscaped(body, at));
  return at;
}

function isEscaped(body: Uint8Array, at: number): boolean {
  let first = at;
  while (body[first - 1] === BACKSLASH) first--;
  return (at - first) % 2 === 1;
}
