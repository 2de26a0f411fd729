// A tag of Jaeger (KeyValue) as it was found on the wire, thrift or protobuf: where its parts stand, not what
// they say. One object, used again and again.

import { utf8ToText } from '../base/utf8.ts';
import { viewOf } from '../base/words.ts';
import type { AttributeColumns } from '../batch/attribute-columns.ts';
import { KnownTexts } from '../batch/known-texts.ts';
import type { Attribute, AttributeValue } from '../span/attribute-value.ts';

/** The values that Jaeger has; anything else becomes text on its way there. */
export type JaegerValue = Extract<
  AttributeValue,
  { readonly type: 'string' | 'bool' | 'int' | 'double' | 'bytes' }
>;

/** In the order of thrift's TagType; protobuf's ValueType has another. */
export const TAG_TYPES = ['string', 'double', 'bool', 'int', 'bytes'] as const;
export type TagType = (typeof TAG_TYPES)[number];

/** Keys, and what tags with a meaning of their own say, such as the name of a library: the same again and again. */
const texts = new KnownTexts();

const EMPTY = new Uint8Array(0);
const EMPTY_VIEW = viewOf(EMPTY);

export class JaegerTag {
  bytes: Uint8Array = EMPTY;
  private view = EMPTY_VIEW;
  keyStart = 0;
  keyEnd = 0;
  type: TagType = 'string';
  textStart = 0;
  textEnd = 0;
  binaryStart = 0;
  binaryEnd = 0;
  bool = false;
  intLow = 0;
  intHigh = 0;
  doubleLow = 0;
  doubleHigh = 0;

  /** `source`: the reader that the tag comes from. */
  clear({ bytes, view }: { readonly bytes: Uint8Array; readonly view: DataView }): void {
    this.bytes = bytes;
    this.view = view;
    this.keyStart = 0;
    this.keyEnd = 0;
    this.type = 'string';
    this.textStart = 0;
    this.textEnd = 0;
    this.binaryStart = 0;
    this.binaryEnd = 0;
    this.bool = false;
    this.intLow = 0;
    this.intHigh = 0;
    this.doubleLow = 0;
    this.doubleHigh = 0;
  }

  key(): string {
    return texts.textOf(this.bytes, this.keyStart, this.keyEnd, this.view);
  }

  /** For one that few values are known of. */
  knownText(): string {
    return texts.textOf(this.bytes, this.textStart, this.textEnd, this.view);
  }

  /** As an attribute of its span; a key that came before keeps its first value. */
  appendTo(attributes: AttributeColumns): void {
    const { bytes, view } = this;
    const key = attributes.keyCode(bytes, this.keyStart, this.keyEnd, view);
    if (key < 0) return;
    switch (this.type) {
      case 'string':
        attributes.addString(key, bytes, this.textStart, this.textEnd, view);
        return;
      case 'int':
        attributes.addInt(key, this.intLow, this.intHigh);
        return;
      case 'double':
        attributes.addDouble(key, this.doubleLow, this.doubleHigh);
        return;
      case 'bool':
        attributes.addBool(key, this.bool);
        return;
      case 'bytes':
        attributes.addValue(key, this.value());
    }
  }

  attribute(): Attribute {
    return { key: this.key(), value: this.value() };
  }

  value(): JaegerValue {
    switch (this.type) {
      case 'string':
        return { type: 'string', value: utf8ToText(this.bytes, this.textStart, this.textEnd) };
      case 'int':
        return { type: 'int', value: signed64(this.intLow, this.intHigh) };
      case 'double':
        return { type: 'double', value: doubleOf(this.doubleLow, this.doubleHigh) };
      case 'bool':
        return { type: 'bool', value: this.bool };
      case 'bytes': {
        // A copy, also of a Buffer, whose `slice` is a view into memory that is used again.
        const bytes = this.bytes.subarray(this.binaryStart, this.binaryEnd);
        return { type: 'bytes', value: new Uint8Array(bytes) };
      }
    }
  }
}

function signed64(low: number, high: number): bigint {
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));
}

const words = new Uint32Array(2);
const double = new Float64Array(words.buffer);

function doubleOf(low: number, high: number): number {
  words[0] = low;
  words[1] = high;
  return double[0] as number;
}
