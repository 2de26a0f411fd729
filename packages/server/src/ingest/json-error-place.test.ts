// Every text here is refused by JSON.parse; the caret shows where it stops being JSON.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeOffset, jsonErrorOffset } from './json-error-place.ts';

describe('jsonErrorOffset', () => {
  it.each([
    ['', 0],
    ['  ', 2],
    ['{', 1],
    ['[1, 2', 5],
    ['[1, 2,]', 6],
    ['[,]', 1],
    ['{"a":1,}', 7],
    ['{"a" 1}', 5],
    ['{a:1}', 1],
    ['{"a":tru}', 5],
    ['{"a":01}', 6],
    ['[1}', 2],
    ['"abc', 4],
    ['"a\\x"', 2],
    ['"a\u0001"', 2],
    ['1 2', 2],
    ['[1]]', 3],
  ])('finds it in %s', (text, offset) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(jsonErrorOffset(text)).toBe(offset);
  });

  it('is the length exactly for texts that are whole', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(jsonErrorOffset(text)).toBe(text.length);
      }),
    );
  });

  it('does not mind depth', () => {
    expect(jsonErrorOffset('['.repeat(1_000_000))).toBe(1_000_000);
  });
});

it('describeOffset counts lines and columns from 1', () => {
  expect(describeOffset('ab\ncd', 0)).toBe('line 1, column 1');
  expect(describeOffset('ab\ncd', 4)).toBe('line 2, column 2');
});
