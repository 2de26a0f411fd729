// Redaction rules as text.

import { describe, expect, it } from 'vitest';
import { parseRedactionRule, redactionRulesType } from './redaction-rule.ts';

function found(rule: string, text: string): string[] {
  const parsed = parseRedactionRule(rule);
  if (parsed?.subject !== 'value') throw new Error(`${rule} is no rule about values`);
  return parsed.rule.find(text).map(({ start, end }) => text.slice(start, end));
}

describe('a redaction rule', () => {
  it('is about a key', () => {
    const rule = parseRedactionRule('mask key *password*');
    expect(rule).toMatchObject({ subject: 'key', rule: { action: 'mask' } });
    if (rule?.subject !== 'key') return;
    expect(rule.rule.matches('db.Password')).toBe(true);
    expect(rule.rule.matches('user')).toBe(false);
  });

  it('is about what a detector finds', () => {
    expect(found('hash value email', 'ask a@b.example now')).toEqual(['a@b.example']);
  });

  it('is about what a regular expression finds, each time', () => {
    expect(found('drop value /id=\\d+/i', 'ID=12&id=3')).toEqual(['ID=12', 'id=3']);
    expect(found('mask value /^b.c$/ms', 'a\nb\nc')).toEqual(['b\nc']);
    expect(found('mask value /ü+/', 'grüüße 🜁 ü')).toEqual(['üü', 'ü']);
  });

  it('takes no more time for an expression that is made to be slow', () => {
    const text = `${'a'.repeat(50_000)}!`;
    expect(found('mask value /(a+)+$/', text)).toEqual([]);
    expect(found('mask value /(a|aa)+b/', text)).toEqual([]);
  });

  it.each([
    'mask',
    'mask key',
    'blur key a',
    'keep value email',
    'mask values email',
    'mask value emial',
    'mask value /(/',
    // RE2 has no look-around and no references back: they are what cannot be done in linear time.
    'mask value /(?=a)b/',
    'mask value /(a)\\1/',
    'mask value /a*/',
    'mask value /a/g',
    `mask value /${'a'.repeat(501)}/`,
    'mask value /(a{100}){100}/',
  ])('is not %s', (text) => {
    expect(parseRedactionRule(text)).toBeUndefined();
    expect(redactionRulesType.parse(`drop key a\n${text}`, { baseDir: '/' })).toBeUndefined();
  });

  it('can be one of several lines, as in a variable', () => {
    const rules = redactionRulesType.parse('drop key a\n  mask value jwt\n', { baseDir: '/' });
    expect(redactionRulesType.show(rules ?? [])).toBe('drop key a; mask value jwt');
  });
});
