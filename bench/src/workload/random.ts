// Seeded random numbers (mulberry32): the same seed gives the same workload on every machine.

export interface Random {
  /** In [0, 1). */
  next(): number;
  /** An integer in [0, below). */
  below(below: number): number;
  pick<T>(items: readonly T[]): T;
  /** Lower-case hex of that many bytes, never all zeros. */
  hex(bytes: number): string;
}

export function createRandom(seed: number): Random {
  let state = seed | 0;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    hex(bytes) {
      let text = '';
      while (text.length < 2 * bytes) text += (below(0xffff) + 1).toString(16).padStart(4, '0');
      return text.slice(0, 2 * bytes);
    },
  };
}
