// Counts the attributes of a part of a batch into a catalogue: names of all its spans, values of all of them or
// of a systematic sample. Works on the batch's codes and bytes: makes no text of a value and no object per span.

import { viewOf } from '@throughline/model/base/words';
import type { MapIndex, TextAttributeColumns } from '@throughline/model/batch/attribute-columns';
import type { BytesColumn, U32Column, U64Column } from '@throughline/model/batch/columns';
import type { Dictionary } from '@throughline/model/batch/dictionary';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import {
  type AttributeCatalogue,
  type CatalogueScope,
  type CatalogueType,
  NONE,
  type Part,
  placeOf,
  sampledRow,
  TYPES,
} from './attribute-catalogue.ts';
import { canonicalType, canonicalValue } from './canonical-bytes.ts';
import { countIntrinsics } from './count-intrinsics.ts';
import { countOrigins } from './count-origins.ts';

export function countAttributes(batch: SpanBatch, part: Part, catalogue: AttributeCatalogue): void {
  const { attributes, events, links } = batch;
  const names = new NamesOfBatch(catalogue, 'span', attributes.keyNames);
  countNames(attributes.strings, part, names, 'string');
  countNames(attributes.ints, part, names, 'int');
  countNames(attributes.doubles, part, names, 'double');
  countStrings(attributes.strings, attributes.stringValues, part, names);
  countInts(attributes.ints, attributes.intValues, part, names);
  countTexts(attributes.others, attributes.otherValues, part, names);
  countOfEntries(events, part, new NamesOfBatch(catalogue, 'event', events.attributes.keyNames));
  countOfEntries(links, part, new NamesOfBatch(catalogue, 'link', links.attributes.keyNames));
  countIntrinsics(batch, part, catalogue);
  countOrigins(batch, part, catalogue);
}

/** Numbers of the catalogue for a batch's codes of names, each looked up once. */
class NamesOfBatch {
  readonly catalogue: AttributeCatalogue;
  readonly dictionary: Dictionary;
  private readonly scope: CatalogueScope;
  private readonly known: Int32Array;

  constructor(catalogue: AttributeCatalogue, scope: CatalogueScope, dictionary: Dictionary) {
    this.catalogue = catalogue;
    this.scope = scope;
    this.dictionary = dictionary;
    this.known = new Int32Array(TYPES.length * dictionary.size).fill(UNKNOWN);
  }

  /** NONE when the catalogue does not take it. */
  of(code: number, type: CatalogueType): number {
    const at = TYPES.indexOf(type) * this.dictionary.size + code;
    const known = this.known[at] as number;
    if (known !== UNKNOWN) return known;
    const name = this.catalogue.name(placeOf(this.scope, type), this.dictionary.textOf(code));
    this.known[at] = name;
    return name;
  }
}

const UNKNOWN = -2;

function countNames(map: MapIndex, part: Part, names: NamesOfBatch, type: CatalogueType): void {
  const counts = new Uint32Array(names.dictionary.size);
  const keys = map.keys.values;
  const end = map.endOf(part.to - 1);
  for (let entry = map.startOf(part.from); entry < end; entry++) {
    (counts[keys[entry] as number] as number)++;
  }
  countCodes(counts, (code) => names.of(code, type), names.catalogue);
}

function countCodes(
  counts: Uint32Array,
  nameOf: (code: number) => number,
  catalogue: AttributeCatalogue,
): void {
  for (let code = 0; code < counts.length; code++) {
    const times = counts[code] as number;
    const name = times === 0 ? NONE : nameOf(code);
    if (name !== NONE) catalogue.countName(name, times);
  }
}

/** From value to value of a column, in its order. */
class ValueWalk {
  start = 0;
  end = 0;
  private readonly bytes: Uint8Array;

  constructor({ bytes }: BytesColumn) {
    this.bytes = bytes;
  }

  next(): void {
    let at = this.end;
    let size = 0;
    let shift = 0;
    for (;;) {
      const byte = this.bytes[at++] as number;
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
      shift += 7;
    }
    this.start = at;
    this.end = at + size;
  }

  /** Most are shorter than 128 bytes, so that their length is one. */
  skip(values: number): void {
    const { bytes } = this;
    let at = this.end;
    for (let value = 0; value < values; value++) {
      const size = bytes[at] as number;
      if (size < 0x80) {
        at += 1 + size;
      } else {
        this.end = at;
        this.next();
        at = this.end;
      }
    }
    this.end = at;
  }
}

function countStrings(map: MapIndex, values: BytesColumn, part: Part, names: NamesOfBatch): void {
  const { catalogue } = names;
  const { view } = values;
  const keys = map.keys.values;
  const walk = new ValueWalk(values);
  let entry = 0;
  let row = sampledRow(part, 0);
  for (let sample = 1; row < part.to; sample++) {
    walk.skip(map.startOf(row) - entry);
    entry = map.startOf(row);
    for (const end = map.endOf(row); entry < end; entry++) {
      walk.next();
      const name = names.of(keys[entry] as number, 'string');
      if (name !== NONE) countBytes(catalogue, name, view, walk.start, walk.end, part.stride);
    }
    row = sampledRow(part, sample);
  }
}

function countBytes(
  catalogue: AttributeCatalogue,
  name: number,
  bytes: DataView,
  start: number,
  end: number,
  times: number,
): void {
  const value = catalogue.value(name, bytes, start, end);
  if (value !== NONE) catalogue.countValue(value, times, 1);
}

/** By their eight bytes: the catalogue makes text of them where it is needed. */
function countInts(map: MapIndex, values: U64Column, part: Part, names: NamesOfBatch): void {
  const bytes = viewOf(values.bytes());
  let row = sampledRow(part, 0);
  for (let sample = 1; row < part.to; sample++) {
    const end = map.endOf(row);
    for (let entry = map.startOf(row); entry < end; entry++) {
      const name = names.of(map.keys.at(entry), 'int');
      const at = 8 * entry;
      if (name !== NONE) countBytes(names.catalogue, name, bytes, at, at + 8, part.stride);
    }
    row = sampledRow(part, sample);
  }
}

/** Names and values of canonical texts, which say their type. */
function countTexts(map: MapIndex, values: BytesColumn, part: Part, names: NamesOfBatch): void {
  const { from, to, stride } = part;
  if (from >= to || map.startOf(from) === map.endOf(to - 1)) return;
  const { catalogue } = names;
  const walk = new ValueWalk(values);
  let entry = map.startOf(from);
  walk.skip(entry);
  let sample = 0;
  for (let row = from; row < to; row++) {
    const isSampled = row === sampledRow(part, sample);
    if ((row - from) % stride === stride - 1) sample++;
    for (const end = map.endOf(row); entry < end; entry++) {
      walk.next();
      const type = canonicalType(values.bytes, walk.start, walk.end);
      const name = names.of(map.keys.at(entry), type);
      if (name === NONE) continue;
      catalogue.countName(name, 1);
      if (!isSampled || type === 'double' || type === 'other') continue;
      const value = canonicalValue(values.bytes, walk.start, walk.end);
      countBytes(catalogue, name, viewOf(value), 0, value.length, stride);
    }
  }
}

/** Few enough events or links of a record to look at all of them, whatever the sample of spans. */
const ALL_ENTRIES = 256;

function countOfEntries(
  entries: { readonly ends: U32Column; readonly attributes: TextAttributeColumns },
  { from, to, stride, phase }: Part,
  names: NamesOfBatch,
): void {
  const { ends, attributes } = entries;
  const first = from === 0 ? 0 : ends.at(from - 1);
  const last = ends.at(to - 1);
  const isFew = last - first <= ALL_ENTRIES;
  const part = { from: first, to: last, stride: isFew ? 1 : stride, phase };
  countTexts(attributes.index, attributes.values, part, names);
}
