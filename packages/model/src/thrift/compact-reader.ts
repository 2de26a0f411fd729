// Thrift's compact protocol (TCompactProtocol): integers as zigzag varints, field ids as differences, booleans
// within the field's header, doubles little-endian.

import { utf8ToText } from '../base/utf8.ts';
import { MAX_THRIFT_DEPTH, ThriftReader } from './thrift-reader.ts';
import { THRIFT } from './thrift-types.ts';

const PROTOCOL_ID = 0x82;
const VERSION = 1;

/** The type's number is the index. */
const TYPES: readonly number[] = [
  THRIFT.stop,
  THRIFT.bool,
  THRIFT.bool,
  THRIFT.byte,
  THRIFT.i16,
  THRIFT.i32,
  THRIFT.i64,
  THRIFT.double,
  THRIFT.string,
  THRIFT.list,
  THRIFT.set,
  THRIFT.map,
  THRIFT.struct,
];

const TRUE = 1;
const FALSE = 2;

/** Of a list's header: the size follows as a varint. */
const LONG_LIST = 15;

export class ThriftCompactReader extends ThriftReader {
  private lastFieldId = 0;
  private readonly outerFieldIds = new Int16Array(MAX_THRIFT_DEPTH + 1);
  /** Of a boolean field, whose header says it. */
  private headerBool: boolean | undefined;

  messageBegin(): { readonly name: string; readonly type: number } {
    const protocol = this.bytes[this.take(1)] as number;
    const second = this.bytes[this.take(1)] as number;
    if (protocol !== PROTOCOL_ID || (second & 0x1f) !== VERSION) {
      this.fail('this is no compact thrift message');
    }
    this.varint();
    this.binary();
    return { name: utf8ToText(this.bytes, this.start, this.end), type: second >> 5 };
  }

  override structBegin(): void {
    super.structBegin();
    this.outerFieldIds[this.depth] = this.lastFieldId;
    this.lastFieldId = 0;
  }

  override structEnd(): void {
    this.lastFieldId = this.outerFieldIds[this.depth] as number;
    super.structEnd();
  }

  nextField(): boolean {
    const header = this.bytes[this.take(1)] as number;
    const type = header & 0x0f;
    this.fieldType = TYPES[type] ?? -1;
    if (header === 0) return false;
    if (this.fieldType <= 0) this.fail(`there is no compact thrift type ${type}`);
    const difference = header >> 4;
    this.fieldId = difference === 0 ? this.i16() : this.lastFieldId + difference;
    this.lastFieldId = this.fieldId;
    this.headerBool = type === TRUE || type === FALSE ? type === TRUE : undefined;
    return true;
  }

  listBegin(): number {
    const header = this.bytes[this.take(1)] as number;
    this.elementType = this.typeOf(header & 0x0f);
    const count = header >> 4;
    return this.checkedCount(count === LONG_LIST ? this.size() : count);
  }

  bool(): boolean {
    const { headerBool } = this;
    this.headerBool = undefined;
    return headerBool ?? this.bytes[this.take(1)] === TRUE;
  }

  i16(): number {
    return (this.i32() << 16) >> 16;
  }

  i32(): number {
    this.varint();
    return (this.low >>> 1) ^ -(this.low & 1);
  }

  i64(): void {
    this.varint();
    const sign = -(this.low & 1);
    const low = ((this.low >>> 1) | ((this.high & 1) << 31)) ^ sign;
    this.high = ((this.high >>> 1) ^ sign) >>> 0;
    this.low = low >>> 0;
  }

  double(): void {
    const at = this.take(8);
    this.low = this.word(at);
    this.high = this.word(at + 4);
  }

  binary(): void {
    this.start = this.take(this.size());
    this.end = this.position;
  }

  protected skipByte(): void {
    this.take(1);
  }

  protected skipMap(): void {
    const count = this.checkedCount(this.size());
    // An empty map says nothing of its types.
    if (count === 0) return;
    const types = this.bytes[this.take(1)] as number;
    this.skipEntries(count, this.typeOf(types >> 4), this.typeOf(types & 0x0f));
  }

  private typeOf(type: number): number {
    const known = TYPES[type] ?? 0;
    if (known === 0) this.fail(`there is no compact thrift type ${type}`);
    this.headerBool = undefined;
    return known;
  }

  private size(): number {
    this.varint();
    return this.high === 0 ? this.low : -1;
  }

  /** Leaves up to 64 bits in `low` and `high`. */
  private varint(): void {
    const { bytes } = this;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[this.take(1)] as number;
      if (shift < 28) low |= (byte & 0x7f) << shift;
      else if (shift === 28) {
        low |= (byte & 0x0f) << 28;
        high = (byte & 0x70) >> 4;
      } else high |= (byte & 0x7f) << (shift - 32);
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    this.fail('number is longer than ten bytes');
  }

  private word(at: number): number {
    const { bytes } = this;
    return (
      ((bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24)) >>>
      0
    );
  }
}
