// Reads a column of byte strings from its first value to its last, without making a view of each.

import type { BytesColumn } from '../batch/columns.ts';

export class BytesCursor {
  /** Where the current value's length, which is a varint, begins. */
  prefix = 0;
  start = 0;
  end = 0;
  private readonly column: BytesColumn;

  constructor(column: BytesColumn) {
    this.column = column;
  }

  get bytes(): Uint8Array {
    return this.column.bytes;
  }

  /** Goes to the next value; before the first call there is none. */
  next(): void {
    const { bytes } = this.column;
    let at = this.end;
    this.prefix = at;
    let size = 0;
    let shift = 0;
    for (;;) {
      const byte = bytes[at++] as number;
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
      shift += 7;
    }
    this.start = at;
    this.end = at + size;
  }
}
