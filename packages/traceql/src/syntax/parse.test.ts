import { describe, expect, it } from 'vitest';
import { MAX_NESTING, MAX_QUERY_CHARACTERS, MAX_TOKENS } from './limits.ts';
import { parse } from './parse.ts';
import { print } from './print.ts';
import { renderError, TraceqlError } from './traceql-error.ts';

function errorOf(query: string): TraceqlError {
  try {
    parse(query);
  } catch (error) {
    if (error instanceof TraceqlError) return error;
    throw error;
  }
  throw new Error(`no error in ${query}`);
}

const INVALID: readonly (readonly [query: string, message: string])[] = [
  ['', '1:1 unexpected end of query, expecting "{", "(" or an aggregate'],
  ['true', '1:1 unexpected true, expecting "{", "(" or an aggregate'],
  ['{', '1:2 unexpected end of query, expecting a value, an attribute or an intrinsic'],
  ['{ .a', '1:5 unexpected end of query, expecting "}" or an operator'],
  ['{ .a = }', '1:8 unexpected "}", expecting a value, an attribute or an intrinsic'],
  ['{ .a == 1 }', '1:7 unexpected "=", expecting a value, an attribute or an intrinsic'],
  ['{ .a } }', '1:8 unexpected "}", expecting end of query'],
  ['{ .a\n  .b }', '2:3 unexpected ".b", expecting "}" or an operator'],
  [
    '{ span .foo }',
    '1:3 unknown identifier: span. An attribute follows its scope without a space: "span.name"',
  ],
  ['{ duratoin > 1s }', '1:3 unknown identifier: duratoin. Did you mean "duration"?'],
  ['{ latency > 1s }', '1:3 unknown identifier: latency. An attribute is written ".latency"'],
  ['{ trace:status = ok }', '1:3 unknown identifier: trace:status. Did you mean "span:status"?'],
  ['{ childCount > 1 }', '1:3 unknown identifier: childCount. Did you mean "span:childCount"?'],
  ['{ . }', '1:3 expecting the name of an attribute'],
  ['{ ."a }', '1:4 unexpected EOF, expecting "\\""'],
  ['{ ."a\\n" }', '1:6 invalid escape sequence'],
  ['{ .a = "x }', '1:8 unexpected EOF, expecting """'],
  ['{ .a = "\\q" }', '1:9 invalid escape sequence'],
  ["{ .a = 'x' }", "1:8 unexpected ', text stands in double quotes or back quotes"],
  ['{ .a = # }', '1:8 unexpected character "#"'],
  ['{ .a = 9223372036854775808 }', '1:8 integer 9223372036854775808 does not fit 64 bits'],
  ['{ .a = 1e999 }', '1:8 number 1e999 is too large'],
  ['{ .a > 300y }', '1:8 duration 300y is too long'],
  ['{ .a = 1t }', '1:9 unexpected t, expecting "}" or an operator'],
  ['{ } /* all', '1:5 comment is not closed by "*/"'],
  [
    '{ } | count()',
    '1:14 unexpected end of query, expecting a comparison such as "> 2" after an aggregate',
  ],
  [
    '{ } | cuont() > 2',
    '1:7 unexpected cuont, expecting "{", "(" or an aggregate. Did you mean "count"?',
  ],
  ['{ } | count() > 2s + 1', '1:17 duration cannot be used in scalar arithmetic'],
  ['{ } | count() > 1 / 0', '1:17 division by zero'],
  ['count() > 3 && { }', '1:13 unexpected "&&" between a comparison of aggregates and a spanset'],
  ['{ } = { }', '1:5 unexpected "=" between a spanset and a spanset'],
  ['{ } + { }', '1:5 unexpected "+" between a spanset and a spanset'],
  ['2 < ({ } | count())', '1:3 unexpected "<" between a number and the number of a pipeline'],
  ['3 > 2', '1:3 unexpected ">" between a number and a number'],
  ['coalesce()', '1:1 unexpected coalesce, there is nothing before it to coalesce'],
  ['{ } | select()', '1:14 unexpected ")", expecting a value, an attribute or an intrinsic'],
  ['{ } | select(1)', '1:14 unexpected "1", expecting a value, an attribute or an intrinsic'],
  [
    '{ } | rate() + 5',
    '1:14 unexpected "+", metrics in arithmetic stand in parentheses: "({ } | rate()) * 2"',
  ],
  ['({ } | rate()) % 2', '1:16 unexpected "%" between metrics and a number'],
  ['({ } | rate()) * 2s', '1:18 duration cannot be used as a scalar operand in metric arithmetic'],
  [
    '{ } | rate() | { .a }',
    '1:16 unexpected "{", expecting topk or bottomk, which is all that can follow a metrics function, besides comparisons',
  ],
  ['{ } | rate() | topk(-1)', '1:21 unexpected "-", expecting an integer'],
  ['{ } | sum_over_time()', '1:21 unexpected ")", expecting a value, an attribute or an intrinsic'],
  ['{ } | quantile_over_time(duration)', '1:34 unexpected ")", expecting ","'],
  ['{ } with (sample)', '1:17 unexpected ")", expecting "="'],
];

describe('parse', () => {
  it.each(INVALID)('refuses %s', (query, expected) => {
    const [place = '', ...words] = expected.split(' ');
    const [line, column] = place.split(':');
    expect(errorOf(query).message).toBe(
      `parse error at line ${line}, col ${column}: syntax error: ${words.join(' ')}`,
    );
  });

  it('knows where each node stands', () => {
    const query = '{ .a = 1 } | avg( duration ) > 2';
    const { body } = parse(query);
    const stages = body.kind === 'pipeline' ? body.stages : [];
    expect(stages.map(({ range }) => query.slice(range.start, range.end))).toEqual([
      '{ .a = 1 }',
      'avg( duration ) > 2',
    ]);
  });

  it('binds as the language says', () => {
    const tree = (query: string) => {
      const { body } = parse(`{ ${query} }`);
      const stage = body.kind === 'pipeline' ? body.stages[0] : undefined;
      const node = stage?.kind === 'spanset-filter' ? stage.condition : undefined;
      if (node?.kind !== 'binary') throw new Error('not a binary operation');
      return [print(node.left), node.operator, print(node.right)];
    };
    expect(tree('.a || .b && .c')).toEqual(['.a || .b', '&&', '.c']);
    expect(tree('.a - .b - .c')).toEqual(['.a - .b', '-', '.c']);
    expect(tree('.a ^ .b ^ .c')).toEqual(['.a', '^', '.b ^ .c']);
    expect(tree('!.a = .b')).toEqual(['!.a', '=', '.b']);
    expect(tree('-.a ^ 2')).toEqual(['-.a', '^', '2']);
    expect(tree('.a + 1 = .b * 2')).toEqual(['.a + 1', '=', '.b * 2']);
  });

  it('reads escapes as Go does, bytes that make a character together', () => {
    const { body } = parse('{ .a = "\\x41\\u00fc\\U0001f701\\303\\274\\t\\"" }');
    expect(print(body)).toBe('{ .a = "Aü🜁ü\\t\\"" }');
  });
});

describe('the limits of a query', () => {
  it('are its length, its tokens and its nesting', () => {
    const messages = [
      `{ .${'a'.repeat(MAX_QUERY_CHARACTERS)} }`,
      `{ ${'.a || '.repeat(MAX_TOKENS)} .b }`,
      `{ ${'('.repeat(MAX_NESTING + 1)}`,
      `{ ${'!'.repeat(MAX_NESTING + 1)}`,
      '('.repeat(MAX_NESTING + 1),
      `{ ${'.a ^ '.repeat(MAX_NESTING + 1)}`,
      `{ ${'-'.repeat(MAX_NESTING + 1)}`,
      `count() > ${'-'.repeat(MAX_NESTING + 1)}`,
      `{ } | rate() > ${'('.repeat(MAX_NESTING + 1)}`,
    ].map((query) => errorOf(query).message.replace(/^.*syntax error: /, ''));
    expect(messages).toEqual([
      `query is longer than ${MAX_QUERY_CHARACTERS} characters`,
      `query has more than ${MAX_TOKENS} tokens`,
      ...Array.from({ length: 7 }, () => `query is nested deeper than ${MAX_NESTING} levels`),
    ]);
  });

  it('leave room for long chains', () => {
    const query = `{ ${'.a || '.repeat(MAX_TOKENS / 2 - 3)}.b }`;
    expect(print(parse(query))).toBe(query);
  });
});

describe('an error', () => {
  it('shows the line and the place', () => {
    const query = '{ .a = 1 }\n  | cuont() > 2';
    expect(renderError(query, errorOf(query))).toBe(
      [
        'parse error at line 2, col 5: syntax error: unexpected cuont, expecting "{", "(" or an aggregate. Did you mean "count"?',
        '',
        '2 |   | cuont() > 2',
        '  |     ^^^^^',
      ].join('\n'),
    );
  });

  it('tells the words that may be meant', () => {
    expect(errorOf('{ } | cuont() > 2').suggestions).toEqual(['count']);
    expect(errorOf('{ duratoin > 1s }').suggestions).toEqual(['duration']);
    expect(errorOf('{ span .x = 1 }').suggestions).toEqual([]);
  });

  it('shows a part of a long line', () => {
    const query = `{ ${'.attribute = 1 && '.repeat(20)}.b = = 1 ${'&& .c = 1'.repeat(20)} }`;
    expect(renderError(query, errorOf(query)).split('\n').slice(2)).toEqual([
      '1 | …attribute = 1 && .attribute = 1 && .b = = 1 && .c = 1&& .c = 1&& .c = 1&& .c = 1…',
      '  |                                          ^',
    ]);
  });
});
