import { describe, expect, it } from 'vitest';
import { print } from '../syntax/print.ts';
import { narrowingFilter } from './narrowing-filter.ts';

function narrowing(text: string): string | undefined {
  const query = narrowingFilter(text);
  return query === undefined ? undefined : print(query);
}

describe('the conditions of an unfinished query', () => {
  it.each([
    ['{ .a = 1 }', '{ .a = 1 }'],
    ['{ .a = 1 && .b = }', '{ .a = 1 }'],
    ['{ .a = 1 && .b', '{ .a = 1 }'],
    ['{ .a = 1 && .b = "un', '{ .a = 1 }'],
    ['{ span. && .b = 2 }', '{ .b = 2 }'],
    ['{ .a = 1 && (.b = 2 || .c = 3', '{ .a = 1 && (.b = 2 || .c = 3) }'],
    ['{ (.a = 1 && .b >) && .c = 3 }', '{ .a = 1 && .c = 3 }'],
    ['{ (.a + .b) > 2 && status =', '{ .a + .b > 2 }'],
    ['{ .a = 1 || .b = 2 && name = ', '{ .a = 1 || .b = 2 }'],
    ['{ !(.a = 1) && ', '{ !(.a = 1) }'],
    ['{ .a = 1 } >> { .b = 2 } | by(', '{ .a = 1 || .b = 2 }'],
    ['{ .a =~ "(" && .b = 2 }', '{ .b = 2 }'],
    ['{ kind = error && .b = 2 }', '{ .b = 2 }'],
  ])('%s narrows by %s', (text, expected) => {
    expect(narrowing(text)).toBe(expected);
  });

  it.each([
    '',
    '{ }',
    '{ .a = ',
    '{ .a = 1 || .b = }',
    '{ .a = 1 } >> { }',
    'select(',
    '\'"`',
    `{ ${'('.repeat(3_000)}`,
    "'".repeat(100),
    `{ ${' '.repeat(70_000)} .a = 1 }`,
  ])('%s narrows nothing', (text) => {
    expect(narrowing(text)).toBeUndefined();
  });

  it('may have a hundred alternatives', () => {
    const alternatives = (count: number) =>
      `{ ${Array.from({ length: count }, (_, at) => `.a = ${at}`).join(' || ')} }`;
    expect(narrowing(alternatives(100))).toBeDefined();
    expect(() => narrowing(alternatives(101))).toThrow(
      'maximum condition groups reached (limit: 100)',
    );
    const product = (left: number) =>
      `{ (${alternatives(left).slice(2, -2)}) && (${alternatives(10).slice(2, -2)}) }`;
    expect(narrowing(product(10))).toBeDefined();
    expect(() => narrowing(product(11))).toThrow('maximum condition groups');
  });
});
