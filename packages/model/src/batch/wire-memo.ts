// Remembers which origin (resource or scope) a pair of byte strings stood for, so that a message that
// was decoded once in a batch is recognised by its bytes and not decoded again.

import { Dictionary } from './dictionary.ts';

/** Codes stay below this, so that two of them make one exact number. */
const MAX_PARTS = 2 ** 26;

export class WireMemo {
  private readonly parts = new Dictionary();
  private readonly codes = new Map<number, number>();

  /** The code known for the pair, or what `decode` gives. */
  find(first: Uint8Array, second: Uint8Array, decode: () => number): number {
    const firstPart = this.parts.intern(first, 0, first.length);
    const secondPart = this.parts.intern(second, 0, second.length);
    const pair = firstPart * MAX_PARTS + secondPart;
    let code = this.codes.get(pair);
    if (code === undefined) {
      code = decode();
      this.codes.set(pair, code);
    }
    return code;
  }
}
