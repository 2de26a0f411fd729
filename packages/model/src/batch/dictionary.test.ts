import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textToUtf8 } from '../base/utf8.ts';
import { viewOf } from '../base/words.ts';
import { Dictionary } from './dictionary.ts';

describe('Dictionary', () => {
  it('gives each text one code, in order of appearance', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 3 })), (texts) => {
        const dictionary = new Dictionary();
        const distinct = [...new Set(texts)];
        expect(texts.map((text) => dictionary.internText(text))).toEqual(
          texts.map((text) => distinct.indexOf(text)),
        );
        expect(dictionary.size).toBe(distinct.length);
        expect(distinct.map((_, code) => dictionary.textOf(code))).toEqual(distinct);
        expect(distinct.map((_, code) => dictionary.bytesOf(code))).toEqual(
          distinct.map(textToUtf8),
        );
      }),
    );
  });

  it('keeps its codes while it grows', () => {
    const dictionary = new Dictionary();
    const texts = Array.from({ length: 20_000 }, (_, index) => `operation ${index}`);
    for (const text of texts) dictionary.internText(text);
    expect(texts.map((text) => dictionary.internText(text))).toEqual(texts.map((_, code) => code));
    expect(dictionary.size).toBe(texts.length);
    expect(dictionary.textOf(19_999)).toBe('operation 19999');
  });

  it('looks at a part of the bytes, and copies it', () => {
    const dictionary = new Dictionary();
    const source = textToUtf8('xxabyy');
    const code = dictionary.intern(source, 2, 4);
    source.fill(0);
    expect(dictionary.textOf(code)).toBe('ab');
    const other = viewOf(textToUtf8('abc'));
    expect(dictionary.equals(code, other, 0, 2)).toBe(true);
    expect(dictionary.equals(code, other, 0, 3)).toBe(false);
    expect(dictionary.equals(code, other, 1, 3)).toBe(false);
  });

  it('holds bytes that are not UTF-8 apart, although they read alike', () => {
    const dictionary = new Dictionary();
    const codes = [0xfe, 0xff].map((byte) => dictionary.intern(new Uint8Array([byte]), 0, 1));
    expect(codes).toEqual([0, 1]);
    expect(codes.map((code) => dictionary.textOf(code))).toEqual(['\ufffd', '\ufffd']);
  });
});
