// A request body that can be sent any number of times with new ids and times each time, for little CPU:
// where its ids and times stand is found once. This is what its forms have in common.

import type { Random } from './random.ts';

export interface RenewableBody {
  readonly bytes: Uint8Array;
  readonly spanCount: number;
  /**
   * Gives every trace and span an id that is random in all its bits, parents staying parents, and
   * moves all times so that the body's last minute ends at `endNs`.
   */
  renew(random: Random, endNs: bigint): void;
}

const WORDS_PER_TRACE = 6;
const WORD_VALUES = 2 ** 32;

/** Random bits to XOR a body's ids with: the same for all spans of a trace, so that links stay intact. */
export class IdMasks {
  private readonly slots = new Map<string, number>();
  private words = new Uint32Array(0);

  /** The slot of a trace; new for an id not seen before. */
  slotOf(traceIdHex: string): number {
    let slot = this.slots.get(traceIdHex);
    if (slot === undefined) {
      slot = this.slots.size;
      this.slots.set(traceIdHex, slot);
    }
    return slot;
  }

  shuffle(random: Random): void {
    const length = this.slots.size * WORDS_PER_TRACE;
    if (this.words.length !== length) this.words = new Uint32Array(length);
    for (let at = 0; at < length; at++) this.words[at] = random.below(WORD_VALUES);
  }

  /** One of four words for a trace id. */
  traceWord(slot: number, word: number): number {
    return this.words[slot * WORDS_PER_TRACE + word] ?? 0;
  }

  /** One of two words for a span id. */
  spanWord(slot: number, word: number): number {
    return this.words[slot * WORDS_PER_TRACE + 4 + word] ?? 0;
  }
}
