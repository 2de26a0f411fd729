// Texts and attribute values made to fit a number of bytes, keeping what they begin with and their type.

import { textToUtf8, utf8ToText } from '../base/utf8.ts';
import { type Attribute, type AttributeValue, anyValueJson } from '../span/attribute-value.ts';

/** The longest beginning of a text that has at most `maxBytes` in UTF-8 and ends with a whole character. */
export function cutText(text: string, maxBytes: number): string {
  // Three bytes are the most that one UTF-16 unit takes.
  if (3 * text.length <= maxBytes) return text;
  const bytes = textToUtf8(text);
  if (bytes.length <= maxBytes) return text;
  let end = maxBytes;
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return utf8ToText(bytes, 0, end);
}

/** Bytes of a value as it is stored: text in UTF-8, bytes as base64, lists as JSON. */
export function valueBytes(value: AttributeValue): number {
  if (value.type === 'string') return textToUtf8(value.value).length;
  if (value.type === 'bytes') return 4 * Math.ceil(value.value.length / 3);
  return textToUtf8(anyValueJson(value)).length;
}

/** What remains of a value of more than `maxBytes`: of lists what fits, in one pass however deep they are. */
export function cutValue(value: AttributeValue, maxBytes: number): AttributeValue {
  return fitting(value, maxBytes).item;
}

interface Fitting<T> {
  readonly item: T;
  readonly bytes: number;
}

/** What stands around the item of a list in its JSON, at least; also what a number takes. */
const ITEM_BYTES = 32;

function fitting(value: AttributeValue, maxBytes: number): Fitting<AttributeValue> {
  switch (value.type) {
    case 'string': {
      const text = cutText(value.value, maxBytes);
      return { item: { type: 'string', value: text }, bytes: textToUtf8(text).length };
    }
    case 'bytes': {
      // Base64 makes four of three.
      const bytes = value.value.slice(0, Math.floor(maxBytes / 4) * 3);
      return { item: { type: 'bytes', value: bytes }, bytes: 4 * Math.ceil(bytes.length / 3) };
    }
    case 'array': {
      const items = fittingItems(value.value, maxBytes, fitting);
      return { item: { type: 'array', value: items.item }, bytes: items.bytes };
    }
    case 'kvlist': {
      const items = fittingItems(value.value, maxBytes, fittingAttribute);
      return { item: { type: 'kvlist', value: items.item }, bytes: items.bytes };
    }
    default:
      return { item: value, bytes: 0 };
  }
}

function fittingAttribute({ key, value }: Attribute, maxBytes: number): Fitting<Attribute> {
  const keyBytes = textToUtf8(key).length;
  const { item, bytes } = fitting(value, Math.max(0, maxBytes - keyBytes));
  return { item: { key, value: item }, bytes: bytes + keyBytes };
}

/** Items from the first on, the last of them cut, until there is no room. */
function fittingItems<T>(
  items: readonly T[],
  maxBytes: number,
  fit: (item: T, maxBytes: number) => Fitting<T>,
): Fitting<T[]> {
  const kept: T[] = [];
  let rest = maxBytes - ITEM_BYTES;
  for (const item of items) {
    rest -= ITEM_BYTES;
    if (rest <= 0) break;
    const { item: cut, bytes } = fit(item, rest);
    if (bytes > rest) break;
    kept.push(cut);
    rest -= bytes;
  }
  return { item: kept, bytes: maxBytes - Math.max(0, rest) };
}
