import { describe, expect, it } from 'vitest';
import { parseAndCheck } from '../check/check.ts';
import { MAX_TOKENS } from '../syntax/limits.ts';
import { printField } from '../syntax/print-value.ts';
import { requestedFields } from './requested-fields.ts';
import { search } from './search.ts';
import { drawTraces } from './testing/draw-traces.ts';
import { showMatches } from './testing/show-matches.ts';

const TREE = `
trace 1
  a 0..100
    b 1..50
      c 2..10
      d 3..20
    e 60..90
      f 61..70
  r 5..6
`;

/** A span whose parent is not there, two that share an id, one that names itself. */
const BROKEN = `
trace 1
  root 0..9
    fine 1..2
    orphan 1..3 parent=99
      below 2..3
    twin1 3..4 id=77
      under 3..5
    twin2 4..5 id=77
    self 5..6 id=55 parent=55
`;

const TRACES = `
trace 1
  root 0..100 @front
    x 1..11 @a .n=1 .t="p"
    x 2..22 @a .n=2 .t="q"
    y 3..33 @b .t="p"
trace 2
  root 200..300 @front
    x 210..215 @a .n=10
trace 3
  root 200..201 @back
`;

describe('structural operators', () => {
  it.each([
    ['{ name = "a" } > { }', '1: b e'],
    ['{ name = "a" } >> { }', '1: b c d e f'],
    ['{ name = "c" } < { }', '1: b'],
    ['{ name = "c" } << { }', '1: a b'],
    ['{ name = "c" } ~ { }', '1: d'],
    ['{ } ~ { }', '1: a b c d r e'],
    ['{ name = "a" } ~ { }', '1: r'],
    ['{ name = "a" } !> { }', '1: a c d r f'],
    ['{ name = "a" } !>> { }', '1: a r'],
    ['{ name = "c" } !< { }', '1: a c d r e f'],
    ['{ name = "c" } !<< { }', '1: c d r e f'],
    ['{ name = "c" } !~ { }', '1: a b c r e f'],
    ['{ name = "z" } !> { name = "b" }', '1: b'],
    ['{ name = "b" } &> { name =~ "c|f" }', '1: b c'],
    ['{ name =~ "a|b|e" } &>> { name =~ "c" }', '1: a b c'],
    ['{ name = "f" } &< { }', '1: e f'],
    ['{ name = "f" } &<< { }', '1: a e f'],
    ['{ name = "c" } &~ { name =~ "d|f" }', '1: c d'],
    ['{ name = "a" } > { name = "b" } > { name = "c" }', '1: c'],
    ['{ name = "a" } && { name = "b" } > { name = "c" }', '1: a c'],
    ['({ name = "a" } || { name = "b" }) > { }', '1: b c d e'],
  ])('%s', (query, expected) => {
    expect(showMatches(query, TREE)).toEqual([expected]);
  });

  it('find nothing where one side is nothing', () => {
    for (const operator of ['>', '>>', '<', '<<', '~', '&>', '&>>', '&<', '&<<', '&~']) {
      expect(showMatches(`{ name = "z" } ${operator} { }`, TREE)).toEqual([]);
      expect(showMatches(`{ } ${operator} { name = "z" }`, TREE)).toEqual([]);
    }
  });

  it('relate nothing to what is not connected', () => {
    expect(showMatches('{ } > { }', BROKEN)).toEqual(['1: fine']);
    expect(showMatches('{ } >> { }', BROKEN)).toEqual(['1: fine']);
    expect(showMatches('{ } << { }', BROKEN)).toEqual(['1: root']);
    expect(showMatches('{ } !>> { }', BROKEN)).toEqual([
      '1: root orphan below under twin1 twin2 self',
    ]);
    expect(showMatches('{ nestedSetLeft = 0 }', BROKEN)).toEqual([
      '1: orphan below under twin1 twin2 self',
    ]);
  });
});

describe('a pipeline', () => {
  it.each([
    ['{ }', ['2: root x', '3: root', '1: root x x y']],
    ['{ name = "x" } && { name = "y" }', ['1: x x y']],
    ['{ name = "x" } || { name = "y" }', ['2: x', '1: x x y']],
    ['{ name = "x" } && { name = "z" }', []],
    ['{ .n = 1 || .t = "p" } | { name = "y" }', ['1: y']],
    ['{ } | count() > 1', ['2: root x count()=2', '1: root x x y count()=4']],
    ['count() = 1', ['3: root count()=1']],
    ['{ } | avg(.n) > 1', ['2: root x avg(.n)=10', '1: root x x y avg(.n)=1.5']],
    ['{ name != "root" } | avg(duration) >= 20ms', ['1: x x y avg(duration)=20ms']],
    ['{ } | sum(.n) = 3 | max(.n) = 2', ['1: root x x y sum(.n)=3 max(.n)=2']],
    ['{ } | min(.n) < 10', ['1: root x x y min(.n)=1']],
    [
      '{ } | max(duration) > 1 | min(duration) < 2ms',
      ['3: root max(duration)=1ms min(duration)=1ms'],
    ],
    ['{ } | sum(.missing) > 0', []],
    [
      '{ } | by(.n)',
      [
        '2: root by(.n)=nil / x by(.n)=10',
        '3: root by(.n)=nil',
        '1: root y by(.n)=nil / x by(.n)=1 / x by(.n)=2',
      ],
    ],
    ['{ .t != nil } | by(.t) | count() > 1', ['1: x y by(.t)=p count()=2']],
    ['by(name) | count() > 1 | coalesce()', ['1: x x']],
    ['{ } | by(name) | by(.t) | { .t = "q" }', ['1: x by(name)=x by(.t)=q']],
    ['{ name = "x" } | select(.n, status)', ['2: x', '1: x x']],
    ['({ } | count() > 2) && ({ name = "y" })', ['1: root x x y count()=4']],
    ['({ name = "root" } | count() = 1) > ({ .t = "p" } | count() = 2)', ['1: x y count()=2']],
  ])('%s', (query, expected) => {
    expect(showMatches(query, TRACES)).toEqual(expected);
  });

  it('does not put several sets of a trace beside one another', () => {
    expect(() => showMatches('({ } | by(name)) && ({ })', TRACES)).toThrow(
      'consider using coalesce()',
    );
    expect(showMatches('({ } | by(name) | coalesce()) && ({ })', TRACES)).toHaveLength(3);
  });

  it('takes the longest chain that parses', () => {
    const query = `{ ${'.n = 7 || '.repeat(MAX_TOKENS / 4 - 2)}.n = 10 }`;
    expect(showMatches(query, TRACES)).toEqual(['2: x']);
    const spansets = `${'{ } && '.repeat(MAX_TOKENS / 3 - 2)}{ .n = 10 }`;
    expect(showMatches(spansets, TRACES)).toEqual(['2: root x']);
  });

  it('is not for series', () => {
    const query = parseAndCheck('{ } | rate()');
    expect(() => search(query, drawTraces(TRACES))).toThrow('answers with series');
  });

  it('gives the same answer in whichever order the spans came', () => {
    const reversed = `${TRACES.trim()
      .split(/(?=trace)/)
      .reverse()
      .join('\n')}`;
    expect(showMatches('{ } | by(.n)', reversed)).toEqual(showMatches('{ } | by(.n)', TRACES));
  });
});

describe('requestedFields', () => {
  it('are those the query speaks of, once', () => {
    const query = '{ .a = 1 && span:name = "x" } | by(.a) | select(resource.b) | max(.c + .a) > 1';
    expect(requestedFields(parseAndCheck(query)).map(printField)).toEqual([
      '.a',
      'name',
      'resource.b',
      '.c',
    ]);
  });
});
