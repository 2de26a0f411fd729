// Span ids to rows: a hash table over ids of 8 bytes in one buffer, without an object per id. Keeps
// every row that has an id, in row order, because ids are not always unique.

const SPAN_ID_BYTES = 8;
const NO_ROW = -1;

export class SpanIdIndex {
  readonly rowCount: number;
  private readonly ids: DataView;
  private readonly mask: number;
  /** Open addressing at a load of at most one half; a slot holds row + 1, 0 is free. */
  private readonly slots: Int32Array;
  private readonly nextRow: Int32Array;

  /** `spanIds`: 8 bytes per row; eight zero bytes are no id. */
  constructor(spanIds: Uint8Array) {
    this.rowCount = Math.floor(spanIds.length / SPAN_ID_BYTES);
    this.ids = new DataView(spanIds.buffer, spanIds.byteOffset, spanIds.byteLength);
    const slotCount = 2 ** Math.ceil(Math.log2(Math.max(this.rowCount, 1) * 2));
    this.mask = slotCount - 1;
    this.slots = new Int32Array(slotCount);
    this.nextRow = new Int32Array(this.rowCount).fill(NO_ROW);
    const lastRow = new Int32Array(slotCount);
    for (let row = 0; row < this.rowCount; row++) {
      const high = this.ids.getUint32(row * SPAN_ID_BYTES);
      const low = this.ids.getUint32(row * SPAN_ID_BYTES + 4);
      if (high === 0 && low === 0) continue;
      const slot = this.slotOf(high, low);
      if (this.slots[slot] === 0) this.slots[slot] = row + 1;
      else this.nextRow[lastRow[slot] ?? 0] = row;
      lastRow[slot] = row;
    }
  }

  /** The first row with the id whose bytes stand at `at`, or -1; eight zero bytes are found nowhere. */
  firstRow(bytes: DataView, at: number): number {
    const high = bytes.getUint32(at);
    const low = bytes.getUint32(at + 4);
    return (this.slots[this.slotOf(high, low)] ?? 0) - 1;
  }

  /** The next row with the same id, or -1. */
  rowAfter(row: number): number {
    return this.nextRow[row] ?? NO_ROW;
  }

  private slotOf(high: number, low: number): number {
    let slot = hash(high, low) & this.mask;
    for (;;) {
      const row = (this.slots[slot] ?? 0) - 1;
      if (row < 0) return slot;
      const at = row * SPAN_ID_BYTES;
      if (this.ids.getUint32(at) === high && this.ids.getUint32(at + 4) === low) return slot;
      slot = (slot + 1) & this.mask;
    }
  }
}

function hash(high: number, low: number): number {
  const mixed = Math.imul(high ^ Math.imul(low, 0x9e3779b1), 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
