// A request body that can be sent any number of times with new ids and times each time, for the price of
// a few XORs per span: where its ids and times stand is found once.

import { assert } from '@throughline/model/base/assert';
import { WireReader } from '@throughline/model/otlp/wire-reader';

export class RenewableBody {
  readonly bytes: Uint8Array;
  readonly spanCount: number;
  private readonly view: DataView;
  private readonly traceIds: number[] = [];
  private readonly spanIds: number[] = [];
  private readonly times: number[] = [];

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.find();
    this.spanCount = this.traceIds.length;
    assert(this.spanCount > 0, 'the body has no spans');
  }

  /**
   * Turns every trace id and span id into another one, links between spans staying intact, and moves
   * every time by `shiftNs`. Masks must not be zero.
   */
  renew(traceMask: number, spanMask: number, shiftNs: bigint): void {
    const { view } = this;
    for (const at of this.traceIds) {
      view.setUint32(at, view.getUint32(at) ^ traceMask);
      view.setUint32(at + 8, view.getUint32(at + 8) ^ spanMask);
    }
    for (const at of this.spanIds) {
      view.setUint32(at, view.getUint32(at) ^ spanMask);
      view.setUint32(at + 4, view.getUint32(at + 4) ^ traceMask);
    }
    for (const at of this.times) {
      view.setBigUint64(at, view.getBigUint64(at, true) + shiftNs, true);
    }
  }

  private find(): void {
    const reader = new WireReader(this.bytes);
    eachField(reader, this.bytes.length, (resourceTag, resourceEnd) => {
      if (resourceTag !== 0x0a) return;
      eachField(reader, resourceEnd, (scopeTag, scopeEnd) => {
        if (scopeTag !== 0x12) return;
        eachField(reader, scopeEnd, (spanTag, spanEnd) => {
          if (spanTag === 0x12) this.findInSpan(reader, spanEnd);
        });
      });
    });
  }

  private findInSpan(reader: WireReader, spanEnd: number): void {
    eachField(reader, spanEnd, (tag, end) => {
      if (tag === 0x0a) this.traceIds.push(reader.position);
      else if (tag === 0x12) this.spanIds.push(reader.position);
      else if (tag === 0x22 && end > reader.position) this.spanIds.push(reader.position);
      else if (tag === 0x39 || tag === 0x41) this.times.push(end - 8);
      else if (tag === 0x5a) {
        eachField(reader, end, (eventTag, eventEnd) => {
          if (eventTag === 0x09) this.times.push(eventEnd - 8);
        });
      }
    });
  }
}

/** Calls `visit` with each field's tag and end, the reader at its content; then goes behind it. */
function eachField(
  reader: WireReader,
  end: number,
  visit: (tag: number, fieldEnd: number) => void,
): void {
  while (reader.position < end) {
    const tag = reader.uint32(end);
    const start = reader.position;
    reader.skip(tag, end);
    const fieldEnd = reader.position;
    if ((tag & 7) === 2) {
      reader.position = start;
      reader.bytesEnd(end);
    }
    visit(tag, fieldEnd);
    reader.position = fieldEnd;
  }
}
