import { describe, expect, it } from 'vitest';
import { hash64 } from './hash64.ts';

describe('hash64', () => {
  // Published values of MurmurHash3 x86_32 for the seed of the low half, 0x9747b28c.
  it.each([
    ['test', 0x704b81dcn],
    ['Hello, world!', 0x24884cban],
    ['The quick brown fox jumps over the lazy dog', 0x2fa826cdn],
  ])('ends in the MurmurHash3 of %j', (text, murmur) => {
    expect(hash64(text) & 0xffffffffn).toBe(murmur);
  });

  // The hash is stored: a new value would name every known resource anew.
  it('stays what it is', () => {
    expect(hash64('{}\n').toString(16)).toBe('36c133191b958aa2');
  });

  it('fills 64 bits, and differs for texts that differ a little', () => {
    const hashes = new Set<bigint>();
    let union = 0n;
    for (let number = 0; number < 10_000; number++) {
      const hash = hash64(`service-${number}`);
      hashes.add(hash);
      union |= hash;
    }
    expect(hashes.size).toBe(10_000);
    expect(union).toBe(2n ** 64n - 1n);
  });
});
