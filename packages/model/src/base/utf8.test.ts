import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textToUtf8, utf8ToText, wellFormedText } from './utf8.ts';

describe('UTF-8', () => {
  it('comes back as the text it was, short or long, ASCII or not', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.nat({ max: 9 }),
        (text, before) => {
          const bytes = textToUtf8(text);
          const padded = new Uint8Array(before + bytes.length + 3).fill(0xff);
          padded.set(bytes, before);
          expect(utf8ToText(padded, before, before + bytes.length)).toBe(text);
        },
      ),
    );
  });

  it('keeps a leading byte order mark', () => {
    expect(utf8ToText(textToUtf8('\ufeffx'))).toBe('\ufeffx');
  });

  it('shows bytes that are not UTF-8 as U+FFFD', () => {
    expect(utf8ToText(new Uint8Array([0x61, 0xc3]))).toBe('a\ufffd');
  });
});

describe('wellFormedText', () => {
  it('is what UTF-8 can say of a text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat({ max: 0x7ff }), (text, half) => {
        const broken = `${text}${String.fromCharCode(0xd800 + half)}z`;
        expect(wellFormedText(broken)).toBe(utf8ToText(textToUtf8(broken)));
        expect(wellFormedText(text)).toBe(text);
      }),
    );
  });
});
