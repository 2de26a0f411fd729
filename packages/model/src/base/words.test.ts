import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyWords, hashWords, sameWords, viewOf } from './words.ts';

const SLACK = 3;

/** Bytes at an odd place of a larger buffer, with room for what is touched behind them. */
function placed(bytes: Uint8Array, at: number): DataView {
  const buffer = new Uint8Array(at + bytes.length + SLACK).fill(0xaa);
  buffer.set(bytes, at);
  return viewOf(buffer);
}

describe('words', () => {
  it('copies the bytes and leaves those before them', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(7), fc.nat(7), (bytes, from, to) => {
        const target = new Uint8Array(to + bytes.length + SLACK).fill(0x55);
        copyWords(placed(bytes, from), from, from + bytes.length, viewOf(target), to);
        expect(target.subarray(to, to + bytes.length)).toEqual(bytes);
        expect(target.subarray(0, to).every((byte) => byte === 0x55)).toBe(true);
      }),
    );
  });

  it('tells runs apart by any byte, and gives equal ones the same hash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(7), fc.nat(), (bytes, at, which) => {
        const [one, other] = [placed(bytes, at), placed(bytes, 0)];
        const end = at + bytes.length;
        expect(sameWords(one, at, end, other, 0)).toBe(true);
        expect(hashWords(one, at, end)).toBe(hashWords(other, 0, bytes.length));
        const changed = which % bytes.length;
        other.setUint8(changed, other.getUint8(changed) ^ 1);
        expect(sameWords(one, at, end, other, 0)).toBe(false);
        expect(hashWords(one, at, end)).not.toBe(hashWords(other, 0, bytes.length));
      }),
    );
  });
});
