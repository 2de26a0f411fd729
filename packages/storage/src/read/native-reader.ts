// Reads ClickHouse's Native format into columns that point into the bytes that arrived: the other side of
// native-writer.ts. Knows the types that the tables of this product have, and refuses others.

import { utf8ToText } from '@throughline/model/base/utf8';

export type NativeColumn =
  | { readonly kind: 'fixed'; readonly width: number; readonly bytes: Uint8Array }
  | { readonly kind: 'string'; readonly starts: Uint32Array; readonly ends: Uint32Array }
  | { readonly kind: 'low'; readonly keys: StringColumn; readonly indexes: IndexArray }
  | { readonly kind: 'array'; readonly ends: Uint32Array; readonly items: NativeColumn }
  | {
      readonly kind: 'map';
      readonly ends: Uint32Array;
      readonly keys: NativeColumn;
      readonly values: NativeColumn;
    };

export type StringColumn = Extract<NativeColumn, { kind: 'string' }>;
export type LowColumn = Extract<NativeColumn, { kind: 'low' }>;
type IndexArray = Uint8Array | Uint16Array | Uint32Array;

export interface NativeBlock {
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, NativeColumn>;
}

/** The answer is not what this reader understands: a programmer's error or a strange server. */
export class NativeFormatError extends Error {
  override readonly name = 'NativeFormatError';
}

/** All blocks of an answer. */
export function readNative(bytes: Uint8Array): NativeBlock[] {
  const reader = new NativeReader(bytes);
  const blocks: NativeBlock[] = [];
  while (!reader.atEnd()) blocks.push(reader.block());
  return blocks;
}

class NativeReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private position = 0;

  constructor(bytes: Uint8Array) {
    // A Buffer's slice() would share memory where a Uint8Array's makes a copy.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  block(): NativeBlock {
    const columnCount = this.varint();
    const rows = this.varint();
    const columns = new Map<string, NativeColumn>();
    for (let at = 0; at < columnCount; at++) {
      const name = this.text();
      const type = this.text();
      if (type.startsWith(TUPLES)) this.tuples(name, type, rows, columns);
      else if (type.startsWith('Tuple(')) this.tuple(name, type, rows, columns);
      else {
        const parsed = parseType(type);
        if (rows > 0) this.prefix(parsed);
        columns.set(name, this.column(parsed, rows));
      }
    }
    return { bytes: this.bytes, rows, columns };
  }

  /** Lists of tuples: a column for each part, `events.name`, all with the same ends. */
  private tuples(
    name: string,
    type: string,
    rows: number,
    columns: Map<string, NativeColumn>,
  ): void {
    const parts = parseParts(type.slice(TUPLES.length, -2));
    if (rows > 0) for (const part of parts) this.prefix(part.type);
    const ends = this.offsets(rows);
    const count = ends[rows - 1] ?? 0;
    for (const part of parts) {
      const items = this.column(part.type, count);
      columns.set(`${name}.${part.name}`, { kind: 'array', ends, items });
    }
  }

  /** A tuple without names, of types without commas: a column for each part, `histogram.1`. */
  private tuple(
    name: string,
    type: string,
    rows: number,
    columns: Map<string, NativeColumn>,
  ): void {
    const parts = type.slice('Tuple('.length, -1).split(', ').map(parseType);
    if (rows > 0) for (const part of parts) this.prefix(part);
    for (const [at, part] of parts.entries()) {
      columns.set(`${name}.${at + 1}`, this.column(part, rows));
    }
  }

  private varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.bytes[this.take(1)] as number;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  private take(size: number): number {
    const at = this.position;
    if (at + size > this.bytes.length) {
      throw new NativeFormatError(`the answer ends ${at + size - this.bytes.length} bytes early`);
    }
    this.position = at + size;
    return at;
  }

  private text(): string {
    const length = this.varint();
    const at = this.take(length);
    return utf8ToText(this.bytes, at, at + length);
  }

  private uint64(): number {
    const at = this.take(8);
    return this.view.getUint32(at + 4, true) * 2 ** 32 + this.view.getUint32(at, true);
  }

  private prefix(type: NativeType): void {
    switch (type.kind) {
      case 'low': {
        const version = this.uint64();
        if (version !== 1) throw new NativeFormatError(`LowCardinality version ${version}`);
        return;
      }
      case 'array':
        this.prefix(type.items);
        return;
      case 'map':
        this.prefix(type.keys);
        this.prefix(type.values);
        return;
      default:
    }
  }

  private column(type: NativeType, rows: number): NativeColumn {
    switch (type.kind) {
      case 'fixed': {
        const at = this.take(rows * type.width);
        const bytes = this.bytes.subarray(at, this.position);
        return { kind: 'fixed', width: type.width, bytes };
      }
      case 'string':
        return this.strings(rows);
      case 'low':
        return this.lowCardinality(rows);
      case 'array': {
        const ends = this.offsets(rows);
        return { kind: 'array', ends, items: this.column(type.items, ends[rows - 1] ?? 0) };
      }
      case 'map': {
        const ends = this.offsets(rows);
        const entries = ends[rows - 1] ?? 0;
        const keys = this.column(type.keys, entries);
        return { kind: 'map', ends, keys, values: this.column(type.values, entries) };
      }
    }
  }

  private strings(rows: number): StringColumn {
    const starts = new Uint32Array(rows);
    const ends = new Uint32Array(rows);
    for (let row = 0; row < rows; row++) {
      const length = this.varint();
      starts[row] = this.take(length);
      ends[row] = this.position;
    }
    return { kind: 'string', starts, ends };
  }

  private offsets(rows: number): Uint32Array {
    const at = this.take(8 * rows);
    const ends = new Uint32Array(rows);
    for (let row = 0; row < rows; row++) ends[row] = this.view.getUint32(at + 8 * row, true);
    return ends;
  }

  private lowCardinality(rows: number): LowColumn {
    if (rows === 0) return { kind: 'low', keys: this.strings(0), indexes: new Uint8Array(0) };
    const flags = this.uint64();
    if ((flags & 0x100) !== 0)
      throw new NativeFormatError('LowCardinality with a shared dictionary');
    const keys = this.strings(this.uint64());
    const count = this.uint64();
    if (count !== rows) throw new NativeFormatError(`${count} indexes for ${rows} rows`);
    return { kind: 'low', keys, indexes: this.indexes(flags & 0xff, rows) };
  }

  private indexes(type: number, rows: number): IndexArray {
    const width = 1 << type;
    if (width > 4) throw new NativeFormatError(`LowCardinality indexes of ${width} bytes`);
    const at = this.take(rows * width);
    const own = this.bytes.slice(at, this.position);
    if (width === 1) return own;
    return width === 2 ? new Uint16Array(own.buffer) : new Uint32Array(own.buffer);
  }
}

type NativeType =
  | { readonly kind: 'fixed'; readonly width: number }
  | { readonly kind: 'string' }
  | { readonly kind: 'low' }
  | { readonly kind: 'array'; readonly items: NativeType }
  | { readonly kind: 'map'; readonly keys: NativeType; readonly values: NativeType };

const TUPLES = 'Array(Tuple(';

/** `time_ns UInt64, name LowCardinality(String)`; a comma inside of a type is not followed by a name and a type. */
function parseParts(text: string): { name: string; type: NativeType }[] {
  return text.split(/, (?=\w+ )/).map((part) => {
    const space = part.indexOf(' ');
    return { name: part.slice(0, space), type: parseType(part.slice(space + 1)) };
  });
}

const FIXED_WIDTHS: Readonly<Record<string, number>> = {
  UInt8: 1,
  UInt16: 2,
  Date: 2,
  UInt32: 4,
  UInt64: 8,
  Int64: 8,
  Float64: 8,
};

/** Statements answer with the same few again and again. */
const parsedTypes = new Map<string, NativeType>();

function parseType(type: string): NativeType {
  const known = parsedTypes.get(type);
  if (known !== undefined) return known;
  const parsed = parseNewType(type);
  parsedTypes.set(type, parsed);
  return parsed;
}

function parseNewType(type: string): NativeType {
  const width = FIXED_WIDTHS[type];
  if (width !== undefined) return { kind: 'fixed', width };
  if (type === 'String') return { kind: 'string' };
  if (type === 'LowCardinality(String)') return { kind: 'low' };
  if (type.startsWith('DateTime64(')) return { kind: 'fixed', width: 8 };
  if (type.startsWith('DateTime(')) return { kind: 'fixed', width: 4 };
  const inner = type.slice(type.indexOf('(') + 1, -1);
  if (type.startsWith('FixedString(')) return { kind: 'fixed', width: Number(inner) };
  if (type.startsWith('Array(')) return { kind: 'array', items: parseType(inner) };
  if (type.startsWith('Map(')) {
    // The key is never a type with a comma of its own.
    const comma = inner.indexOf(', ');
    const [keys, values] = [inner.slice(0, comma), inner.slice(comma + 2)];
    return { kind: 'map', keys: parseType(keys), values: parseType(values) };
  }
  throw new NativeFormatError(`a column of type ${type} was not asked for`);
}
