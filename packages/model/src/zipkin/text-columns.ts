// Texts of JavaScript into columns. Nearly all of Zipkin's texts are short and ASCII, and for those a loop into
// memory that is used again is several times as fast as the platform's encoder.

import { textToUtf8 } from '../base/utf8.ts';
import { viewOf } from '../base/words.ts';
import type { AttributeColumns } from '../batch/attribute-columns.ts';
import type { TextColumn } from '../batch/span-batch.ts';
import { isResourceTag } from './attribute-names.ts';

/** Beyond it the platform's encoder is faster. */
const SHORT_CHARACTERS = 128;

/** Short texts are copied by words, which may reach behind their ends. */
const BYTES_OF_A_WORD = 4;

const short = new Uint8Array(SHORT_CHARACTERS + BYTES_OF_A_WORD);
const shortView = viewOf(short);

/** Of the text that was encoded last: `[0, size)` is its UTF-8. */
let bytes: Uint8Array = short;
let view = shortView;
let size = 0;

function encode(text: string): void {
  const { length } = text;
  if (length <= SHORT_CHARACTERS) {
    let at = 0;
    for (; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code >= 0x80) break;
      short[at] = code;
    }
    if (at === length) {
      bytes = short;
      view = shortView;
      size = length;
      return;
    }
  }
  bytes = textToUtf8(text);
  view = viewOf(bytes);
  size = bytes.length;
}

/** What is known of a tag's key: it comes with every span. */
export interface TagKey {
  readonly utf8: Uint8Array;
  readonly view: DataView;
  readonly isOfResource: boolean;
  /** It may be something else than an attribute in OpenTelemetry. */
  readonly mayMean: boolean;
}

const MAY_MEAN = /^(?:otel\.|otlp\.link\.|error$|span\.kind$|w3c\.tracestate$|service\.name$)/;

/** More keys than any system has; beyond it they are looked at anew. */
const MAX_KNOWN_KEYS = 10_000;

/** Longer than any name: those are looked at anew, too. */
const MAX_KNOWN_CHARACTERS = 256;
const knownKeys = new Map<string, TagKey>();

export function tagKey(key: string): TagKey {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const utf8 = textToUtf8(key);
  const made = {
    utf8,
    view: viewOf(utf8),
    isOfResource: isResourceTag(key),
    mayMean: MAY_MEAN.test(key),
  };
  if (key.length <= MAX_KNOWN_CHARACTERS) {
    if (knownKeys.size >= MAX_KNOWN_KEYS) knownKeys.clear();
    knownKeys.set(key, made);
  }
  return made;
}

/** A key that came before keeps its first value. */
export function addText(
  attributes: AttributeColumns,
  { utf8, view: keyView }: TagKey,
  value: string,
): void {
  const code = attributes.keyCode(utf8, 0, utf8.length, keyView);
  if (code < 0) return;
  encode(value);
  attributes.addString(code, bytes, 0, size, view);
}

export function addInt(
  attributes: AttributeColumns,
  { utf8, view: keyView }: TagKey,
  value: number,
): void {
  const code = attributes.keyCode(utf8, 0, utf8.length, keyView);
  if (code >= 0) attributes.addInt(code, value, 0);
}

export function addTrue(attributes: AttributeColumns, { utf8, view: keyView }: TagKey): void {
  const code = attributes.keyCode(utf8, 0, utf8.length, keyView);
  if (code >= 0) attributes.addBool(code, true);
}

export function appendText(column: TextColumn, text: string): void {
  encode(text);
  column.append(bytes, 0, size, view);
}
