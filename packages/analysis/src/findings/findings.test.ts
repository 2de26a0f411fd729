import { FINDING_NAMES } from '@throughline/model/span/finding-name';
import { describe, expect, it } from 'vitest';
import { analyseTrace } from '../analyse-trace.ts';
import { drawTrace } from '../testing/draw-trace.ts';
import type { FindingSettings } from './find-all.ts';
import { FINDING_RULES } from './find-all.ts';
import { shapeOf } from './statements.ts';

function find(lines: readonly string[], findings: FindingSettings = {}) {
  return analyseTrace(drawTrace(lines, 1e6).batch, { findings }).findings;
}

const QUERIES = [
  'shop  GET /  server |##########|',
  ...Array.from(
    { length: 5 },
    (_, at) =>
      `  shop  one  client db=mysql sql="SELECT a WHERE id=${at}" |${' '.repeat(at + 1)}#    |`,
  ),
];

/** Calls of one span, `at once` or after each other. */
function calls(count: number, bar: (at: number) => string): string[] {
  const lines = Array.from({ length: count }, (_, at) => [
    `  web  call-${at}  client |${bar(at)}|`,
    `    cart  answer-${at}  server |${bar(at)}|`,
  ]);
  return [
    'web  GET /  server |##################################################|',
    ...lines.flat(),
  ];
}

describe('rules', () => {
  it('are one per name', () => {
    expect(FINDING_RULES.map(({ name }) => name).toSorted()).toEqual(FINDING_NAMES.toSorted());
  });

  it('take other thresholds', () => {
    expect(find(QUERIES).map(({ name }) => name)).toEqual(['n-plus-one']);
    expect(find(QUERIES, { thresholds: { 'n-plus-one': { minQueries: 6 } } })).toEqual([]);
  });

  it('are muted for a service, or for all', () => {
    expect(find(QUERIES, { muted: [{ finding: 'n-plus-one', service: 'other' }] })).toHaveLength(1);
    expect(find(QUERIES, { muted: [{ finding: 'n-plus-one', service: 'shop' }] })).toEqual([]);
    expect(find(QUERIES, { muted: [{ finding: 'n-plus-one' }] })).toEqual([]);
  });

  it('say which rows and what they cost', () => {
    expect(find(QUERIES)).toMatchObject([
      {
        rows: [1, 2, 3, 4, 5],
        costNs: 5e6,
        sentence: 'shop `GET /` sent 5 queries of one shape; 5 ms of the critical path',
      },
    ]);
  });

  it('find very many calls at once', () => {
    expect(find(calls(30, () => ' #### ')).map(({ name }) => name)).toEqual(['oversized-fan-out']);
    expect(find(calls(30, () => ' #### '))[0]?.sentence).toContain('30 calls running at once');
  });

  it('find a pair that talks too much, and not one that talks less', () => {
    const after = (at: number): string => `${' '.repeat(at * 2)}# `;
    expect(find(calls(20, after)).map(({ name, service }) => [name, service])).toEqual([
      ['chatty-pair', 'web'],
    ]);
    expect(find(calls(19, after))).toEqual([]);
  });
});

describe('shapeOf', () => {
  it.each([
    ["SELECT * FROM a WHERE x = 'it''s' AND y=12.5", 'SELECT * FROM a WHERE x = ? AND y=?'],
    ['SELECT  a\n FROM table_2 WHERE id = $1', 'SELECT a FROM table_2 WHERE id = ?'],
    ['x IN (1, 2,3)', 'x IN (?)'],
    ['x IN (?, ?)', 'x IN (?)'],
    ['x = @p1', 'x = ?'],
    ["unfinished 'text", 'unfinished ?'],
  ])('%s', (text, shape) => {
    expect(shapeOf(text)).toBe(shape);
  });
});
