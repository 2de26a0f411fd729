// An OTLP protobuf body whose ids and times are renewed in place, at the price of some XORs per span.

import { assert } from '@throughline/model/base/assert';
import { bytesToHex } from '@throughline/model/base/hex';
import { WireReader } from '@throughline/model/otlp/wire-reader';
import type { Random } from './random.ts';
import { IdMasks, type RenewableBody } from './renewable-body.ts';

const TRACE_ID_BYTES = 16;

/** Where an id stands, and whose masks it takes. */
interface IdPlace {
  readonly at: number;
  readonly slot: number;
}

export class RenewableProtobuf implements RenewableBody {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly masks = new IdMasks();
  private readonly traceIds: IdPlace[] = [];
  private readonly spanIds: IdPlace[] = [];
  private readonly times: number[] = [];
  private endNs: bigint;

  /** `endNs` is the one that the body was made with. */
  constructor(bytes: Uint8Array, endNs: bigint) {
    this.bytes = bytes;
    this.endNs = endNs;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.find();
    assert(this.spanCount > 0, 'the body has no spans');
  }

  get spanCount(): number {
    return this.traceIds.length;
  }

  renew(random: Random, endNs: bigint): void {
    const { view, masks } = this;
    masks.shuffle(random);
    for (const { at, slot } of this.traceIds) {
      for (let word = 0; word < 4; word++) {
        const place = at + 4 * word;
        view.setUint32(place, view.getUint32(place) ^ masks.traceWord(slot, word));
      }
    }
    for (const { at, slot } of this.spanIds) {
      view.setUint32(at, view.getUint32(at) ^ masks.spanWord(slot, 0));
      view.setUint32(at + 4, view.getUint32(at + 4) ^ masks.spanWord(slot, 1));
    }
    const shiftNs = endNs - this.endNs;
    this.endNs = endNs;
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
    let slot = 0;
    eachField(reader, spanEnd, (tag, end) => {
      const at = reader.position;
      if (tag === 0x0a) {
        slot = this.masks.slotOf(bytesToHex(this.bytes.subarray(at, at + TRACE_ID_BYTES)));
        this.traceIds.push({ at, slot });
      } else if (tag === 0x12) this.spanIds.push({ at, slot });
      else if (tag === 0x22 && end > at) this.spanIds.push({ at, slot });
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
