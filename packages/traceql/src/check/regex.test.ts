import { describe, expect, it } from 'vitest';
import { compileRegex, MAX_PATTERN_CHARACTERS } from './regex.ts';

function isMatch(pattern: string, text: string): boolean {
  const compiled = compileRegex(pattern);
  if (typeof compiled === 'string') throw new Error(compiled);
  return compiled(text);
}

describe('compileRegex', () => {
  it('takes the whole text', () => {
    expect(isMatch('b', 'abc')).toBe(false);
    expect(isMatch('a|abc', 'abc')).toBe(true);
    expect(isMatch('a.*c', 'a\nc')).toBe(true);
    expect(isMatch('', '')).toBe(true);
  });

  it('knows the syntax of RE2', () => {
    expect(isMatch('(?i)ABC', 'abc')).toBe(true);
    expect(isMatch('(?P<n>\\pL+)\\z', 'ä')).toBe(true);
    expect(compileRegex('(a)\\1')).toContain('invalid escape sequence');
  });

  it('takes a time that grows with the text alone', () => {
    expect(isMatch('(a*)*b', 'a'.repeat(20_000))).toBe(false);
  });

  it('refuses patterns that are too large', () => {
    expect(compileRegex('((a{100}){100}){100}')).toContain('invalid');
    expect(compileRegex('a'.repeat(MAX_PATTERN_CHARACTERS + 1))).toContain('longer than');
  });
});
