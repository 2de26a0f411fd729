// Texts and attribute values made to fit a number of bytes, keeping what they begin with and their type.

import { textToUtf8, utf8ToText } from '../base/utf8.ts';
import { type AttributeValue, anyValueJson } from '../span/attribute-value.ts';

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

/** What remains of a value of more than `maxBytes`. */
export function cutValue(value: AttributeValue, maxBytes: number): AttributeValue {
  switch (value.type) {
    case 'string':
      return { type: 'string', value: cutText(value.value, maxBytes) };
    case 'bytes':
      // Base64 makes four of three.
      return { type: 'bytes', value: value.value.slice(0, Math.floor(maxBytes / 4) * 3) };
    case 'array':
      return { type: 'array', value: cutItems(value.value, maxBytes, cutSized) };
    case 'kvlist':
      return {
        type: 'kvlist',
        value: cutItems(value.value, maxBytes, ({ key, value: inner }, rest) => {
          const keyBytes = textToUtf8(key).length;
          const cut = cutSized(inner, rest - keyBytes);
          return { item: { key, value: cut.item }, bytes: cut.bytes + keyBytes };
        }),
      };
    default:
      return value;
  }
}

/** What stands around the item of a list in its JSON, at least. */
const ITEM_BYTES = 32;

interface Sized<T> {
  readonly item: T;
  readonly bytes: number;
}

function cutSized(value: AttributeValue, maxBytes: number): Sized<AttributeValue> {
  const bytes = valueBytes(value);
  if (bytes <= maxBytes) return { item: value, bytes };
  const item = cutValue(value, Math.max(0, maxBytes));
  return { item, bytes: valueBytes(item) };
}

/** Items from the first on, the last of them cut, until there is no room. */
function cutItems<T>(
  items: readonly T[],
  maxBytes: number,
  cut: (item: T, maxBytes: number) => Sized<T>,
): T[] {
  const kept: T[] = [];
  let rest = maxBytes - ITEM_BYTES;
  for (const item of items) {
    rest -= ITEM_BYTES;
    if (rest <= 0) break;
    const { item: fitting, bytes } = cut(item, rest);
    if (bytes > rest) break;
    kept.push(fitting);
    rest -= bytes;
  }
  return kept;
}
