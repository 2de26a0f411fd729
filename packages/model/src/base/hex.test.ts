import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes, parseId } from './hex.ts';

describe('hex', () => {
  it('goes to bytes and back, in either case', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = bytesToHex(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('hex'));
        expect(hexToBytes(text)).toEqual(bytes);
        expect(hexToBytes(text.toUpperCase())).toEqual(bytes);
      }),
    );
  });

  it('writes a part of an array', () => {
    expect(bytesToHex(new Uint8Array([1, 2, 0xab, 4]), 1, 3)).toBe('02ab');
  });

  it.each(['a', '0g', ' 1', '1İ', '0x12', '-1'])('refuses %j', (text) => {
    expect(hexToBytes(text)).toBeUndefined();
  });
});

describe('parseId', () => {
  it('puts the zeros in front of a short id', () => {
    expect(parseId('1ff', 4)).toEqual(new Uint8Array([0, 0, 1, 0xff]));
    expect(parseId('01020304', 4)).toEqual(new Uint8Array([1, 2, 3, 4]));
  });

  it.each(['', '010203040', 'xyz', '+1'])('refuses %j', (text) => {
    expect(parseId(text, 4)).toBeUndefined();
  });
});
