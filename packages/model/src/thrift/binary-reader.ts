// Thrift's binary protocol (TBinaryProtocol), strict and old message headers. All numbers are big-endian.

import { utf8ToText } from '../base/utf8.ts';
import { ThriftReader } from './thrift-reader.ts';
import { THRIFT } from './thrift-types.ts';

/** The first word of a strict message: version 1 in its upper half, the type in its last byte. */
const VERSION_MASK = 0xffff_0000;
const VERSION_1 = 0x8001_0000;

export class ThriftBinaryReader extends ThriftReader {
  messageBegin(): { readonly name: string; readonly type: number } {
    const first = this.i32();
    if (first >= 0) {
      // Without a version: the length of the name, then the type in one byte.
      const at = this.take(first);
      const name = utf8ToText(this.bytes, at, at + first);
      const type = this.bytes[this.take(1)] as number;
      this.i32();
      return { name, type };
    }
    if ((first & VERSION_MASK) >>> 0 !== VERSION_1) this.fail('this is no thrift message');
    this.binary();
    const name = utf8ToText(this.bytes, this.start, this.end);
    this.i32();
    return { name, type: first & 0xff };
  }

  nextField(): boolean {
    this.fieldType = this.bytes[this.take(1)] as number;
    if (this.fieldType === THRIFT.stop) return false;
    this.fieldId = this.i16();
    return true;
  }

  listBegin(): number {
    this.elementType = this.bytes[this.take(1)] as number;
    return this.checkedCount(this.i32());
  }

  bool(): boolean {
    return this.bytes[this.take(1)] !== 0;
  }

  i16(): number {
    const at = this.take(2);
    return (((this.bytes[at] as number) << 24) >> 16) | (this.bytes[at + 1] as number);
  }

  i32(): number {
    return this.word(this.take(4));
  }

  i64(): void {
    const at = this.take(8);
    this.high = this.word(at) >>> 0;
    this.low = this.word(at + 4) >>> 0;
  }

  double(): void {
    this.i64();
  }

  binary(): void {
    const size = this.i32();
    this.start = this.take(size);
    this.end = this.position;
  }

  protected skipByte(): void {
    this.take(1);
  }

  protected skipMap(): void {
    const keyType = this.bytes[this.take(1)] as number;
    const valueType = this.bytes[this.take(1)] as number;
    this.skipEntries(this.checkedCount(this.i32()), keyType, valueType);
  }

  private word(at: number): number {
    const { bytes } = this;
    return (
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)
    );
  }
}
