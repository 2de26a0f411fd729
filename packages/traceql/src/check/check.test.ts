import { describe, expect, it } from 'vitest';
import { MAX_TOKENS } from '../syntax/limits.ts';
import { parse } from '../syntax/parse.ts';
import { KITCHEN_SINK } from '../syntax/testing/kitchen-sink.ts';
import { renderError } from '../syntax/traceql-error.ts';
import { check, parseAndCheck } from './check.ts';

describe('check', () => {
  it('tells every problem once, in the order of the text', () => {
    const query = '{ name = 1 && status > ok } | by(2) | max(name) > 1';
    expect(check(parse(query)).map(({ message }) => message.replace(/:.*/, ''))).toEqual([
      'binary operations must operate on the same type',
      'illegal operation for the given types',
      'grouping field expressions must reference the span',
      'aggregate field expressions must resolve to a number type',
    ]);
  });

  it('shows the place', () => {
    const query = '{ .a = 1 } | by(2)';
    const [error] = check(parse(query));
    expect(error === undefined ? '' : renderError(query, error)).toBe(
      [
        'grouping field expressions must reference the span: 2',
        '',
        '1 | { .a = 1 } | by(2)',
        '  |                 ^',
      ].join('\n'),
    );
  });

  it('finds nothing in most of the language', () => {
    const fine = KITCHEN_SINK.filter(([query]) => check(parse(query)).length === 0);
    expect(fine.length).toBeGreaterThan(KITCHEN_SINK.length / 2);
  });

  it('takes the longest chain that parses', () => {
    const query = `{ ${'.a = 1 || '.repeat(MAX_TOKENS / 4 - 2)}.b = 2 }`;
    expect(check(parse(query))).toEqual([]);
  });

  it('stands before evaluation', () => {
    expect(() => parseAndCheck('{ name = 1 }')).toThrow('must operate on the same type');
    expect(parseAndCheck('{ name = "x" }').body.kind).toBe('pipeline');
  });
});
