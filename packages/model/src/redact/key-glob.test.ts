// Patterns of keys.

import { describe, expect, it } from 'vitest';
import { keyGlob } from './key-glob.ts';

describe('a key pattern', () => {
  it.each([
    ['password', 'password', true],
    ['password', 'Password', true],
    ['password', 'db.password', false],
    ['*password*', 'db.PASSWORD.hash', true],
    ['http.request.header.*', 'http.request.header.cookie', true],
    ['http.request.header.*', 'http.request.headers', false],
    ['*.key', 'api.key', true],
    ['*.key', 'api.keys', false],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'ac', false],
    ['ab*ba', 'aba', false],
    ['*', '', true],
    ['**', 'anything', true],
    ['a.c', 'abc', false],
  ])('%s for %s: %s', (pattern, key, expected) => {
    expect(keyGlob(pattern)(key)).toBe(expected);
  });

  it('is quick for what makes others slow', () => {
    expect(keyGlob(`${'a*'.repeat(100)}b`)('a'.repeat(100_000))).toBe(false);
  });
});
