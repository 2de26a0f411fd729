// An OTLP JSON body whose ids and times are renewed in its text, in place: all of them have a fixed length.

import { assert } from '@throughline/model/base/assert';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import { decodeTracesProtobuf } from '@throughline/model/otlp/protobuf-decode';
import type { Random } from './random.ts';
import { IdMasks, type RenewableBody } from './renewable-body.ts';

/** Every id and time of the workload: 32 or 16 hex digits, 19 decimal digits. */
const PLACES = /"(traceId|spanId|parentSpanId|timeUnixNano|\w+TimeUnixNano)":"([0-9a-f]{16,32})"/g;
const HEX_CODES = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const DIGITS_PER_WORD = 8;

interface IdPlace {
  readonly at: number;
  readonly slot: number;
  readonly words: readonly number[];
}

export class RenewableJson implements RenewableBody {
  readonly bytes: Buffer;
  private readonly masks = new IdMasks();
  private readonly traceIds: IdPlace[] = [];
  private readonly spanIds: IdPlace[] = [];
  private readonly times: { readonly at: number; readonly timeNs: bigint }[] = [];
  private readonly firstEndNs: bigint;

  /** From a protobuf body; `endNs` is the one that it was made with. */
  constructor(protobuf: Uint8Array, endNs: bigint) {
    this.firstEndNs = endNs;
    const batch = new SpanBatch();
    decodeTracesProtobuf(protobuf, batch, 0);
    const text = encodeTraceJson(batch);
    this.bytes = Buffer.from(text);
    // Then a character's place in the text is a byte's place in the body.
    assert(this.bytes.length === text.length, 'the workload has to be ASCII');
    this.find(text);
    assert(this.traceIds.length === batch.rowCount, 'an id of the body was not found');
  }

  get spanCount(): number {
    return this.traceIds.length;
  }

  renew(random: Random, endNs: bigint): void {
    const { masks } = this;
    masks.shuffle(random);
    for (const { at, slot, words } of this.traceIds) {
      for (const [word, value] of words.entries()) {
        this.writeHex(at + DIGITS_PER_WORD * word, value ^ masks.traceWord(slot, word));
      }
    }
    for (const { at, slot, words } of this.spanIds) {
      for (const [word, value] of words.entries()) {
        this.writeHex(at + DIGITS_PER_WORD * word, value ^ masks.spanWord(slot, word));
      }
    }
    const shiftNs = endNs - this.firstEndNs;
    for (const { at, timeNs } of this.times)
      this.bytes.write(String(timeNs + shiftNs), at, 'latin1');
  }

  private find(text: string): void {
    let slot = 0;
    for (const match of text.matchAll(PLACES)) {
      const [whole, name = '', value = ''] = match;
      const at = match.index + whole.length - value.length - 1;
      if (name === 'traceId') {
        slot = this.masks.slotOf(value);
        this.traceIds.push({ at, slot, words: hexWords(value) });
      } else if (name === 'spanId' || name === 'parentSpanId') {
        this.spanIds.push({ at, slot, words: hexWords(value) });
      } else this.times.push({ at, timeNs: BigInt(value) });
    }
  }

  private writeHex(at: number, word: number): void {
    for (let digit = 0; digit < DIGITS_PER_WORD; digit++) {
      this.bytes[at + digit] = HEX_CODES[(word >>> (28 - 4 * digit)) & 15] ?? 0;
    }
  }
}

function hexWords(hex: string): number[] {
  const words = hex.match(/.{8}/g) ?? [];
  return words.map((word) => Number.parseInt(word, 16));
}
