// A 64-bit content hash (two MurmurHash3 x86_32 runs with different seeds) that names a resource or a
// scope by what it says. Not cryptographic: whoever can send spans can send any resource anyway.

import { textToUtf8 } from './utf8.ts';

const LOW_SEED = 0x9747b28c;
const HIGH_SEED = 0x3c6ef372;

export function hash64(text: string): bigint {
  const bytes = textToUtf8(text);
  const low = murmur32(bytes, LOW_SEED);
  const high = murmur32(bytes, HIGH_SEED);
  return (BigInt(high) << 32n) | BigInt(low);
}

/** MurmurHash3 x86_32 (Austin Appleby, public domain): unsigned 32-bit hash of the bytes. */
function murmur32(bytes: Uint8Array, seed: number): number {
  const blocksEnd = bytes.length & ~3;
  let hash = seed;
  for (let at = 0; at < blocksEnd; at += 4) {
    const block =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    hash ^= scramble(block);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let at = bytes.length - 1; at >= blocksEnd; at--) tail = (tail << 8) | (bytes[at] as number);
  if (bytes.length !== blocksEnd) hash ^= scramble(tail);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(block: number): number {
  const mixed = Math.imul(block, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}
