import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64ToBytes, bytesToBase64 } from './base64.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('base64', () => {
  // RFC 4648 section 10.
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('of %j is %j', (text, encoded) => {
    expect(bytesToBase64(utf8(text))).toBe(encoded);
    expect(base64ToBytes(encoded)).toEqual(utf8(text));
    expect(base64ToBytes(encoded.replaceAll('=', ''))).toEqual(utf8(text));
  });

  it('agrees with Node.js, in both alphabets', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(bytesToBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(base64ToBytes(Buffer.from(bytes).toString('base64url'))).toEqual(bytes);
      }),
    );
  });

  it('encodes a part of an array', () => {
    expect(bytesToBase64(utf8('xfoox'), 1, 4)).toBe('Zm9v');
  });

  it.each(['Z', 'Zg=a', 'Zm9vY', 'Z*==', 'Zg===', 'Zgü='])('refuses %j', (text) => {
    expect(base64ToBytes(text)).toBeUndefined();
  });
});
