// The attributes of spans as columns: one map per type (string, int, double, everything else as
// canonical text), each a list of (key code, value) with the end offset of every row. One dictionary
// of keys serves all of them, and a key that comes twice in one set keeps its first value.

import { textToUtf8, utf8ToText } from '../base/utf8.ts';
import { viewOf } from '../base/words.ts';
import {
  type Attribute,
  type AttributeValue,
  attributeText,
  parseAttributeText,
} from '../span/attribute-value.ts';
import { BytesColumn, U32Column, U64Column } from './columns.ts';
import { Dictionary } from './dictionary.ts';
import { JsonString } from './json-string.ts';

/** Keys and row ends of one map; the values stand in a column beside it, entry by entry. */
export class MapIndex {
  readonly keys = new U32Column();
  readonly ends = new U32Column();

  startOf(row: number): number {
    return row === 0 ? 0 : this.ends.at(row - 1);
  }

  endOf(row: number): number {
    return this.ends.at(row);
  }

  endRow(): void {
    this.ends.append(this.keys.length);
  }
}

const FIRST_KEYS = 128;

const TRUE_TEXT = textToUtf8('true');
const FALSE_TEXT = textToUtf8('false');

export class AttributeColumns {
  readonly keyNames = new Dictionary();
  readonly strings = new MapIndex();
  readonly stringValues = new BytesColumn();
  readonly ints = new MapIndex();
  readonly intValues = new U64Column();
  readonly doubles = new MapIndex();
  readonly doubleValues = new U64Column();
  readonly others = new MapIndex();
  readonly otherValues = new BytesColumn();

  /** By key code plus one, 0 standing for the beginning of a set: the key that came next last time. */
  private followers = new Int32Array(FIRST_KEYS).fill(-1);
  /** By key code: the number of the set in which it was last used. */
  private lastSet = new Uint32Array(FIRST_KEYS);
  private set = 1;
  private previous = -1;

  /**
   * The code of the next attribute's key, or -1 when the set already has that key. Spans of a kind
   * carry the same keys in the same order, so the key that last followed the one before is tried first.
   */
  keyCode(source: Uint8Array, start: number, end: number, view = viewOf(source)): number {
    let code = this.followers[this.previous + 1] as number;
    if (code < 0 || !this.keyNames.equals(code, view, start, end)) {
      code = this.learn(source, start, end, view);
    }
    this.previous = code;
    if (this.lastSet[code] === this.set) return -1;
    this.lastSet[code] = this.set;
    return code;
  }

  private learn(source: Uint8Array, start: number, end: number, view: DataView): number {
    const code = this.keyNames.intern(source, start, end, view);
    if (code + 1 >= this.followers.length) this.growKeys(2 * (code + 1));
    this.followers[this.previous + 1] = code;
    return code;
  }

  /** Only while there are no rows: the codes begin from 0 again. */
  forgetKeys(): void {
    this.keyNames.clear();
    this.followers.fill(-1);
  }

  private growKeys(capacity: number): void {
    const followers = new Int32Array(capacity).fill(-1);
    followers.set(this.followers);
    this.followers = followers;
    const lastSet = new Uint32Array(capacity);
    lastSet.set(this.lastSet);
    this.lastSet = lastSet;
  }

  /** A string whose length stands before it as a varint, as protobuf sends it: `[start, end)`. */
  addPrefixedString(
    key: number,
    source: Uint8Array,
    start: number,
    end: number,
    view?: DataView,
  ): void {
    this.strings.keys.append(key);
    this.stringValues.appendPrefixed(source, start, end, view);
  }

  addBool(key: number, value: boolean): void {
    const text = value ? TRUE_TEXT : FALSE_TEXT;
    this.others.keys.append(key);
    this.otherValues.append(text, 0, text.length);
  }

  addString(key: number, source: Uint8Array, start: number, end: number, view?: DataView): void {
    this.strings.keys.append(key);
    this.stringValues.append(source, start, end, view);
  }

  addInt(key: number, low: number, high: number): void {
    this.ints.keys.append(key);
    this.intValues.append(low, high);
  }

  addDouble(key: number, low: number, high: number): void {
    this.doubles.keys.append(key);
    this.doubleValues.append(low, high);
  }

  addOther(key: number, text: string): void {
    const bytes = textToUtf8(text);
    this.others.keys.append(key);
    this.otherValues.append(bytes, 0, bytes.length);
  }

  /** One attribute from ordinary objects: the way of JSON and of reading back. */
  add(attribute: Attribute): void {
    const name = textToUtf8(attribute.key);
    const key = this.keyCode(name, 0, name.length);
    if (key < 0) return;
    this.addValue(key, attribute.value);
  }

  addValue(key: number, value: AttributeValue): void {
    switch (value.type) {
      case 'string': {
        const bytes = textToUtf8(value.value);
        this.addString(key, bytes, 0, bytes.length);
        return;
      }
      case 'int':
        this.ints.keys.append(key);
        this.intValues.appendBigInt(value.value);
        return;
      case 'double':
        this.doubles.keys.append(key);
        this.doubleValues.appendDouble(value.value);
        return;
      case 'bool':
        this.addBool(key, value.value);
        return;
      default:
        this.addOther(key, attributeText(value));
    }
  }

  endRow(): void {
    this.strings.endRow();
    this.ints.endRow();
    this.doubles.endRow();
    this.others.endRow();
    this.set++;
    this.previous = -1;
  }

  /** The attributes of one row as objects: strings, ints, doubles, then the rest. */
  at(row: number): Attribute[] {
    const attributes: Attribute[] = [];
    const take = (map: MapIndex, valueAt: (entry: number) => AttributeValue) => {
      for (let entry = map.startOf(row); entry < map.endOf(row); entry++) {
        attributes.push({ key: this.keyNames.textOf(map.keys.at(entry)), value: valueAt(entry) });
      }
    };
    take(this.strings, (entry) => ({
      type: 'string',
      value: utf8ToText(this.stringValues.at(entry)),
    }));
    take(this.ints, (entry) => ({ type: 'int', value: this.intValues.signedAt(entry) }));
    take(this.doubles, (entry) => ({ type: 'double', value: this.doubleValues.doubleAt(entry) }));
    take(this.others, (entry) => parseAttributeText(utf8ToText(this.otherValues.at(entry))));
    return attributes;
  }

  /** Takes back everything after the first `rows` rows. Keys stay in the dictionary. */
  truncate(rows: number): void {
    truncateMap(this.strings, rows);
    truncateMap(this.ints, rows);
    truncateMap(this.doubles, rows);
    truncateMap(this.others, rows);
    this.stringValues.truncate(this.strings.keys.length);
    this.intValues.length = this.ints.keys.length;
    this.doubleValues.length = this.doubles.keys.length;
    this.otherValues.truncate(this.others.keys.length);
    this.set++;
    this.previous = -1;
  }
}

export function truncateMap(map: MapIndex, rows: number): void {
  map.ends.length = rows;
  map.keys.length = rows === 0 ? 0 : map.ends.at(rows - 1);
}

/** Attributes of events and links: one map, every value as canonical text. A key that comes twice in one set keeps its first value. */
export class TextAttributeColumns {
  readonly keyNames = new Dictionary();
  readonly index = new MapIndex();
  readonly values = new BytesColumn();
  private readonly json = new JsonString();
  /** By key code: the number of the set in which it was last used. */
  private lastSet = new Uint32Array(FIRST_KEYS);
  private set = 1;

  /** The code of the next attribute's key, or -1 when the set already has that key. */
  keyCode(source: Uint8Array, start: number, end: number, view?: DataView): number {
    const code = this.keyNames.intern(source, start, end, view);
    if (code >= this.lastSet.length) {
      const lastSet = new Uint32Array(2 * code);
      lastSet.set(this.lastSet);
      this.lastSet = lastSet;
    }
    if (this.lastSet[code] === this.set) return -1;
    this.lastSet[code] = this.set;
    return code;
  }

  /** A string, as UTF-8. */
  addString(key: number, source: Uint8Array, start: number, end: number): void {
    const { json } = this;
    if (!json.write(source, start, end)) {
      this.addValue(key, { type: 'string', value: utf8ToText(source, start, end) });
      return;
    }
    this.index.keys.append(key);
    this.values.append(json.bytes, 0, json.length, json.view);
  }

  addValue(key: number, value: AttributeValue): void {
    const bytes = textToUtf8(attributeText(value));
    this.index.keys.append(key);
    this.values.append(bytes, 0, bytes.length);
  }

  endRow(): void {
    this.index.endRow();
    this.set++;
  }

  addRow(attributes: readonly Attribute[]): void {
    for (const { key, value } of attributes) {
      const name = textToUtf8(key);
      const code = this.keyCode(name, 0, name.length);
      if (code >= 0) this.addValue(code, value);
    }
    this.endRow();
  }

  at(row: number): Attribute[] {
    const attributes: Attribute[] = [];
    for (let entry = this.index.startOf(row); entry < this.index.endOf(row); entry++) {
      attributes.push({
        key: this.keyNames.textOf(this.index.keys.at(entry)),
        value: parseAttributeText(utf8ToText(this.values.at(entry))),
      });
    }
    return attributes;
  }

  /** Takes back everything after the first `rows` rows, and what was added since the last of them. */
  truncate(rows: number): void {
    truncateMap(this.index, rows);
    this.values.truncate(this.index.keys.length);
    this.set++;
  }
}
