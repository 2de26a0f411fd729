// What the readers of both thrift protocols have in common: offsets over one byte array, limits, and passing
// over what nobody asked for. 64-bit values are left in `low` and `high`, texts as `[start, end)`, so that
// no object is made per field.

import { viewOf } from '../base/words.ts';
import { ThriftDecodeError } from './decode-error.ts';
import { THRIFT } from './thrift-types.ts';

/** The deepest that is known: message, arguments, batch, span, log, field make six with their lists. */
export const MAX_THRIFT_DEPTH = 32;

/**
 * A log that says when and what takes more, and so does a field of it. Empty ones, one byte each, would cost
 * forty times their size in memory.
 */
const MIN_BYTES_PER_ITEM = 16;

/** Small messages may have any. */
const FREE_ITEMS = 10_000;

export abstract class ThriftReader {
  readonly bytes: Uint8Array;
  /** Of `bytes`, for whoever reads or copies by words. */
  readonly view: DataView;
  position = 0;
  /** Of the field that `nextField` found. */
  fieldId = 0;
  fieldType = 0;
  /** Of the list or set that `listBegin` opened. */
  elementType = 0;
  /** Of the last 64-bit value read. */
  low = 0;
  high = 0;
  /** Of the last string or binary read. */
  start = 0;
  end = 0;
  protected depth = 0;
  private itemsLeft: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.itemsLeft = FREE_ITEMS + Math.floor(bytes.length / MIN_BYTES_PER_ITEM);
  }

  /** Passes over a message's name and gives its type; only where messages are exchanged, not in bodies. */
  abstract messageBegin(): { readonly name: string; readonly type: number };
  /** False at the end of the struct; else `fieldId` and `fieldType` are set. */
  abstract nextField(): boolean;
  /** The number of elements; `elementType` is set. */
  abstract listBegin(): number;
  abstract bool(): boolean;
  abstract i16(): number;
  abstract i32(): number;
  /** Leaves the value in `low` and `high`. */
  abstract i64(): void;
  /** Leaves the bits in `low` and `high`. */
  abstract double(): void;
  /** Leaves the place in `start` and `end`. */
  abstract binary(): void;
  protected abstract skipByte(): void;
  protected abstract skipMap(): void;

  structBegin(): void {
    if (++this.depth > MAX_THRIFT_DEPTH) {
      this.fail(`structures are nested deeper than ${MAX_THRIFT_DEPTH} levels`);
    }
  }

  structEnd(): void {
    this.depth--;
  }

  fail(message: string): never {
    throw new ThriftDecodeError(message, `byte ${this.position}`);
  }

  /** Something begins that becomes an object: a log, a reference, a field of a log. */
  countItem(): void {
    if (--this.itemsLeft < 0)
      this.fail('more logs, references and tags than so many bytes can hold');
  }

  /** Reads a struct: `read` is called at each field and reads it, or gives false to have it passed over. */
  struct(read: (fieldId: number, fieldType: number) => boolean): void {
    this.structBegin();
    while (this.nextField()) {
      const { fieldId, fieldType } = this;
      if (!read(fieldId, fieldType)) this.skip(fieldType);
    }
    this.structEnd();
  }

  /** Passes over a value. */
  skip(type: number): void {
    switch (type) {
      case THRIFT.bool:
        this.bool();
        return;
      case THRIFT.byte:
        this.skipByte();
        return;
      case THRIFT.i16:
        this.i16();
        return;
      case THRIFT.i32:
        this.i32();
        return;
      case THRIFT.i64:
        this.i64();
        return;
      case THRIFT.double:
        this.double();
        return;
      case THRIFT.string:
        this.binary();
        return;
      case THRIFT.struct:
        this.structBegin();
        while (this.nextField()) this.skip(this.fieldType);
        this.structEnd();
        return;
      case THRIFT.list:
      case THRIFT.set:
        this.skipList();
        return;
      case THRIFT.map:
        this.skipMap();
        return;
      default:
        this.fail(`there is no thrift type ${type}`);
    }
  }

  private skipList(): void {
    this.structBegin();
    const count = this.listBegin();
    const type = this.elementType;
    for (let at = 0; at < count; at++) this.skip(type);
    this.structEnd();
  }

  protected skipEntries(count: number, keyType: number, valueType: number): void {
    this.structBegin();
    for (let at = 0; at < count; at++) {
      this.skip(keyType);
      this.skip(valueType);
    }
    this.structEnd();
  }

  /** A count from the wire: each element takes a byte at least, so a larger one is a lie. */
  protected checkedCount(count: number): number {
    if (count < 0 || count > this.bytes.length - this.position) {
      this.fail(`a list of ${count} elements does not fit into what is left`);
    }
    return count;
  }

  /** Moves past `size` bytes; gives where they began. */
  protected take(size: number): number {
    const at = this.position;
    if (size < 0 || size > this.bytes.length - at) {
      this.fail(`the message ends inside a value of ${size} bytes`);
    }
    this.position = at + size;
    return at;
  }
}
