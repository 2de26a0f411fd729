// What type a canonical text (model/span/attribute-value.ts) has, and its value, without making a text of it
// where its bytes are the value already.

import { textToUtf8, utf8ToText } from '@throughline/model/base/utf8';
import type { CatalogueType } from './attribute-catalogue.ts';

const QUOTE = 0x22;
const BRACE = 0x7b;
const BACKSLASH = 0x5c;
const POINT = 0x2e;
const EXPONENT = 0x65;
const T = 0x74;
const F = 0x66;

export function canonicalType(bytes: Uint8Array, start: number, end: number): CatalogueType {
  switch (bytes[start]) {
    case QUOTE:
      return 'string';
    case BRACE:
      return 'other';
    case T:
    case F:
      return 'bool';
    default:
      return has(bytes, start, end, POINT) || has(bytes, start, end, EXPONENT) ? 'double' : 'int';
  }
}

/** Of a string the string, otherwise the text itself. */
export function canonicalValue(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (bytes[start] !== QUOTE) return bytes.subarray(start, end);
  if (!has(bytes, start, end, BACKSLASH)) return bytes.subarray(start + 1, end - 1);
  return textToUtf8(JSON.parse(utf8ToText(bytes, start, end)) as string);
}

function has(bytes: Uint8Array, start: number, end: number, wanted: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === wanted) return true;
  return false;
}
