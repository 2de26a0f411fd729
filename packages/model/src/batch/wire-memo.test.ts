import { describe, expect, it } from 'vitest';
import { textToUtf8 } from '../base/utf8.ts';
import { WireMemo } from './wire-memo.ts';

describe('WireMemo', () => {
  it('decodes each pair of byte strings once', () => {
    const memo = new WireMemo<number>();
    const decoded: string[] = [];
    const find = (first: string, second: string) =>
      memo.find(textToUtf8(first), textToUtf8(second), () => decoded.push(`${first}|${second}`));
    const pairs = [
      ['a', 'b'],
      ['b', 'a'],
      ['ab', ''],
      ['', 'ab'],
      ['', ''],
    ] as const;
    const codes = pairs.map(([first, second]) => find(first, second));
    expect(pairs.map(([first, second]) => find(first, second))).toEqual(codes);
    expect(decoded).toEqual(['a|b', 'b|a', 'ab|', '|ab', '|']);
  });

  it('knows nothing of a pair whose decoding failed', () => {
    const memo = new WireMemo<number>();
    const bytes = textToUtf8('broken');
    expect(() =>
      memo.find(bytes, bytes, () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(memo.find(bytes, bytes, () => 7)).toBe(7);
  });

  it('forgets everything rather than growing without end', () => {
    const memo = new WireMemo<number>();
    const large = new Uint8Array(3 * 1024 * 1024);
    memo.find(large, textToUtf8('a'), () => 1);
    memo.find(large.slice(1), textToUtf8('b'), () => 2);
    expect(memo.find(large, textToUtf8('a'), () => 3)).toBe(3);
  });
});
