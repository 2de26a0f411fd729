import { describe, expect, it } from 'vitest';
import { showJson } from './show-json.ts';

describe('showJson', () => {
  it.each([
    ['a"b', '"a\\"b"'],
    [1.5, '1.5'],
    [true, 'true'],
    [null, 'null'],
    [[1], 'a list'],
    [{}, 'an object'],
  ])('shows %j', (value, shown) => {
    expect(showJson(value)).toBe(shown);
  });

  it('cuts a long text', () => {
    expect(showJson('x'.repeat(1_000_000))).toBe(`"${'x'.repeat(60)}"…`);
  });
});
