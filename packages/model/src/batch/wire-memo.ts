// Remembers what a pair of byte strings was decoded to, so that a resource or scope that comes again, in
// this message or a later one, is recognised by its bytes and not decoded again.

import { Dictionary } from './dictionary.ts';

/** Numbers of byte strings stay below this, so that two of them make one exact number. */
const MAX_PARTS = 2 ** 26;

/** A few thousand resources of usual size; beyond it everything is forgotten. */
const MAX_BYTES = 4 * 1024 * 1024;

export class WireMemo<T> {
  private readonly parts = new Dictionary();
  private readonly known = new Map<number, T>();

  /** What the pair is known to stand for, or what `decode` gives. */
  find(first: Uint8Array, second: Uint8Array, decode: () => T): T {
    if (this.parts.keys.byteLength > MAX_BYTES) this.forget();
    const firstPart = this.parts.intern(first, 0, first.length);
    const secondPart = this.parts.intern(second, 0, second.length);
    const pair = firstPart * MAX_PARTS + secondPart;
    let found = this.known.get(pair);
    if (found === undefined) {
      found = decode();
      this.known.set(pair, found);
    }
    return found;
  }

  private forget(): void {
    this.parts.clear();
    this.known.clear();
  }
}
