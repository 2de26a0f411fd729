// Changes that need no knowledge of a format: bits flipped, ranges cut out, doubled, moved or
// overwritten. What is given is never changed; what comes back is a copy.

import type { FuzzRandom } from './fuzz-random.ts';

/** Where formats tend to draw their lines. */
const EDGES = [0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff];

const MAX_RANGE = 64;

export function mutateBytes(random: FuzzRandom, bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return random.bytes(random.below(8));
  const at = random.below(bytes.length);
  const size = Math.min(bytes.length - at, 1 + random.below(MAX_RANGE));
  switch (random.below(8)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return joinBytes(bytes.subarray(0, at), bytes.subarray(at + size));
    case 2:
      return joinBytes(bytes.subarray(0, at + size), bytes.subarray(at));
    case 3:
      return joinBytes(bytes.subarray(0, at), random.bytes(size), bytes.subarray(at));
    case 4:
      return bytes.slice().fill(random.pick(EDGES), at, at + size);
    case 5:
      return bytes.slice().copyWithin(random.below(bytes.length), at, at + size);
    default:
      return flipBits(random, bytes);
  }
}

function flipBits(random: FuzzRandom, bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  for (let flips = 1 + random.below(3); flips > 0; flips--) {
    const at = random.below(copy.length);
    copy[at] = (copy[at] as number) ^ (1 << random.below(8));
  }
  return copy;
}

export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
