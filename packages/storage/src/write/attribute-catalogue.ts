// The names and values of attributes that this process has seen on a day, each with a number of its own, and how
// often each occurs in the record that is being made. What is not admitted here is in no catalogue: values of a
// key of which there are too many, such as ids, and whatever comes after the memory is full.

import { textToUtf8 } from '@throughline/model/base/utf8';
import { hashWords, sameWords, viewOf } from '@throughline/model/base/words';
import { Dictionary } from '@throughline/model/batch/dictionary';

/** Where an attribute stands and what type its value has: `scope * TYPES.length + type`. */
export const SCOPES = [
  'span',
  'resource',
  'instrumentation',
  'event',
  'link',
  'intrinsic',
] as const;
export const TYPES = ['string', 'int', 'double', 'bool', 'other'] as const;

export type CatalogueScope = (typeof SCOPES)[number];
export type CatalogueType = (typeof TYPES)[number];

/** A number for a scope and a type. */
export function placeOf(scope: CatalogueScope, type: CatalogueType): number {
  return SCOPES.indexOf(scope) * TYPES.length + TYPES.indexOf(type);
}

/** Integers of spans are given, and remembered, by their eight bytes. */
const SPAN_INT = placeOf('span', 'int');

/** Rows `[from, to)` of a batch, and which of them are looked at for values: one of every `stride`. */
export interface Part {
  readonly from: number;
  readonly to: number;
  readonly stride: number;
  /** Where in the sequence of samples it begins. */
  readonly phase: number;
}

/** Which row of each stride, in turn: no rhythm of the spans stays hidden between the samples. */
const TURNS = Uint8Array.from({ length: 64 }, (_, at) => (5 * at + (at >> 4)) & 15);

/** The row of the n-th sample of a part; it may lie behind the part's end. */
export function sampledRow({ from, stride, phase }: Part, sample: number): number {
  const turn = TURNS[(phase + sample) % TURNS.length] as number;
  return from + sample * stride + (turn % stride);
}

/** Large systems have some thousand; beyond it somebody makes up names. */
const MAX_NAMES = 20_000;

/** Longer than any name that somebody types. */
const MAX_NAME_CHARACTERS = 256;

/** Values of so many spans a second are counted all; of what comes beyond them, those of every 16th span. */
const ALL_SPANS_PER_SECOND = 2_000;
export const SAMPLE_STRIDE = 16;

/** Of one name on one day: more than anybody looks through, few enough that ids do not fill the disk. */
const MAX_VALUES_OF_NAME = 1_000;

/** Longer ones are texts, which nobody completes. */
export const MAX_VALUE_BYTES = 256;

/** Of all names together: about 3 MB of numbers. */
const MAX_VALUES = 65_536;
const MAX_VALUES_BYTES = 8 * 1024 ** 2;

const FIRST_VALUES = 1024;

/** Not admitted. */
export const NONE = -1;

export class AttributeCatalogue {
  /** Texts of names, whatever their place. */
  names = new Dictionary();
  /** By number of a name: its place, its text in `names`, values so far, occurrences in this record. */
  namePlace = new Uint8Array(FIRST_VALUES);
  nameText = new Uint32Array(FIRST_VALUES);
  nameCount = new Float64Array(FIRST_VALUES);
  private nameValues = new Uint16Array(FIRST_VALUES);
  /** By number of a value: its name, where its bytes end, occurrences in this record. */
  valueName = new Uint32Array(FIRST_VALUES);
  valueCount = new Float64Array(FIRST_VALUES);
  /** How often it was really seen, when only a sample was looked at. */
  valueSeen = new Float64Array(FIRST_VALUES);
  private valueEnd = new Uint32Array(FIRST_VALUES);
  private bytes = new Uint8Array(64 * FIRST_VALUES);
  private view = viewOf(this.bytes);
  private slots = new Int32Array(2 * FIRST_VALUES).fill(-1);
  private nameOf: readonly Map<string, number>[] = newNames();
  private nameTotal = 0;
  private size = 0;
  /** Names and values of resources and scopes, which come again and again: pairs of numbers. */
  originMemo = new WeakMap<object, Int32Array>();
  private sampledSecond = -1;
  private sampledSpans = 0;
  private phase = 0;
  /** Names and values that occur in this record. */
  readonly touchedNames: number[] = [];
  readonly touchedValues: number[] = [];
  private day = -1;

  /** What was learned on another day is forgotten: each day has its own rows. True when it was. */
  begin(day: number): boolean {
    for (const name of this.touchedNames) this.nameCount[name] = 0;
    for (const value of this.touchedValues) {
      this.valueCount[value] = 0;
      this.valueSeen[value] = 0;
    }
    this.touchedNames.length = 0;
    this.touchedValues.length = 0;
    if (day === this.day) return false;
    this.day = day;
    this.names = new Dictionary();
    this.nameOf = newNames();
    this.nameTotal = 0;
    this.originMemo = new WeakMap();
    this.nameValues.fill(0);
    this.slots.fill(-1);
    this.size = 0;
    return true;
  }

  /** How a part of a batch, taken in this second, is sampled. */
  partOf(from: number, to: number, second: number): Part {
    if (second !== this.sampledSecond) this.sampledSpans = 0;
    this.sampledSecond = second;
    this.sampledSpans += to - from;
    const stride = this.sampledSpans > ALL_SPANS_PER_SECOND ? SAMPLE_STRIDE : 1;
    const { phase } = this;
    this.phase += Math.ceil((to - from) / stride);
    return { from, to, stride, phase };
  }

  /** The number of a name, or NONE. */
  name(place: number, text: string): number {
    const names = this.nameOf[place];
    const known = names?.get(text);
    if (known !== undefined) return known;
    if (this.nameTotal >= MAX_NAMES || text.length > MAX_NAME_CHARACTERS) return NONE;
    const name = this.nameTotal++;
    names?.set(text, name);
    if (name === this.namePlace.length) this.growNames();
    this.namePlace[name] = place;
    this.nameText[name] = this.names.internText(text);
    this.nameCount[name] = 0;
    return name;
  }

  /** The number of the value `source[start, end)` of a name, or NONE. */
  value(name: number, source: DataView, start: number, end: number): number {
    if (end - start > MAX_VALUE_BYTES) return NONE;
    const hash = hashOf(name, source, start, end);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const value = this.slots[slot] as number;
      if (value < 0) break;
      if (this.isValue(value, name, source, start, end)) return value;
      slot = (slot + 1) & mask;
    }
    return this.admit(slot, name, source, start, end);
  }

  countName(name: number, times: number): void {
    if (this.nameCount[name] === 0) this.touchedNames.push(name);
    (this.nameCount[name] as number) += times;
  }

  /** `seen` stands for `times`. */
  countValue(value: number, times: number, seen: number): void {
    if (this.valueCount[value] === 0) this.touchedValues.push(value);
    (this.valueCount[value] as number) += times;
    (this.valueSeen[value] as number) += seen;
  }

  /** As text, also an integer of a span; valid until the next value is admitted. */
  valueText(value: number): Uint8Array {
    const bytes = this.bytes.subarray(this.startOf(value), this.valueEnd[value]);
    const place = this.namePlace[this.valueName[value] as number];
    return place === SPAN_INT ? decimal(bytes) : bytes;
  }

  private startOf(value: number): number {
    return value === 0 ? 0 : (this.valueEnd[value - 1] as number);
  }

  private isValue(
    value: number,
    name: number,
    source: DataView,
    start: number,
    end: number,
  ): boolean {
    if (this.valueName[value] !== name) return false;
    const at = this.startOf(value);
    if ((this.valueEnd[value] as number) - at !== end - start) return false;
    return sameWords(source, start, end, this.view, at);
  }

  private admit(slot: number, name: number, source: DataView, from: number, to: number): number {
    const of = this.nameValues[name] as number;
    const start = this.startOf(this.size);
    const end = start + to - from;
    const isFull = this.size >= MAX_VALUES || end > MAX_VALUES_BYTES;
    if (of >= MAX_VALUES_OF_NAME || isFull) return NONE;
    this.nameValues[name] = of + 1;
    const value = this.size++;
    if (value === this.valueName.length) this.growValues();
    if (end > this.bytes.length) {
      this.bytes = resized(this.bytes, new Uint8Array(2 * this.bytes.length));
      this.view = viewOf(this.bytes);
    }
    this.bytes.set(new Uint8Array(source.buffer, source.byteOffset + from, to - from), start);
    this.valueEnd[value] = end;
    this.valueName[value] = name;
    this.valueCount[value] = 0;
    this.valueSeen[value] = 0;
    this.slots[slot] = value;
    if (2 * this.size > this.slots.length) this.growSlots();
    return value;
  }

  private growNames(): void {
    const names = 2 * this.namePlace.length;
    this.namePlace = resized(this.namePlace, new Uint8Array(names));
    this.nameText = resized(this.nameText, new Uint32Array(names));
    this.nameCount = resized(this.nameCount, new Float64Array(names));
    this.nameValues = resized(this.nameValues, new Uint16Array(names));
  }

  private growValues(): void {
    const values = 2 * this.valueName.length;
    this.valueName = resized(this.valueName, new Uint32Array(values));
    this.valueEnd = resized(this.valueEnd, new Uint32Array(values));
    this.valueCount = resized(this.valueCount, new Float64Array(values));
    this.valueSeen = resized(this.valueSeen, new Float64Array(values));
  }

  private growSlots(): void {
    this.slots = new Int32Array(2 * this.slots.length).fill(-1);
    const mask = this.slots.length - 1;
    for (let value = 0; value < this.size; value++) {
      const start = this.startOf(value);
      const end = this.valueEnd[value] as number;
      let slot = hashOf(this.valueName[value] as number, this.view, start, end) & mask;
      while ((this.slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = value;
    }
  }
}

function decimal(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return textToUtf8(String(view.getBigInt64(0, true)));
}

function newNames(): Map<string, number>[] {
  return Array.from({ length: SCOPES.length * TYPES.length }, () => new Map<string, number>());
}

function hashOf(name: number, source: DataView, start: number, end: number): number {
  const hash = hashWords(source, start, end) ^ Math.imul(name + 1, 0x9e3779b1);
  return hash ^ (hash >>> 15);
}

function resized<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(
  from: T,
  to: T,
): T {
  to.set(from);
  return to;
}
