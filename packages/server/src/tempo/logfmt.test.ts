import { expect, it } from 'vitest';
import { parseLogfmt } from './logfmt.ts';

it('reads plain, quoted and missing values', () => {
  expect([...parseLogfmt(' service.name=shop  http.url="/a \\"b\\" =c" error')]).toEqual([
    ['service.name', 'shop'],
    ['http.url', '/a "b" =c'],
    ['error', ''],
  ]);
  expect(parseLogfmt('').size).toBe(0);
});

it.each([
  ['a=1 a=2', 'invalid tags: tag a has been set twice'],
  ['=x', "invalid tags: unexpected '=' at pos 1"],
  ['a=b=c', "invalid tags: unexpected '=' at pos 4"],
  ['a"b=c', `invalid tags: unexpected '"' at pos 2`],
  ['a="b', 'invalid tags: unterminated quoted value at pos 5'],
  ['a="\\x"', 'invalid tags: invalid quoted value at pos 3'],
])('refuses %s', (text, message) => {
  expect(() => parseLogfmt(text)).toThrow(message);
});
