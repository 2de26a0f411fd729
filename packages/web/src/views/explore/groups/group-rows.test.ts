import type { MetricsAnswer, NamedValue } from '@throughline/model/api/traceql';
import { expect, it } from 'vitest';
import { groupQuery, groupRows } from './group-rows.ts';

const FIELD = 'span.http.status';

function answer(
  series: readonly (readonly [labels: readonly NamedValue[], value: number | null])[],
): MetricsAnswer {
  return {
    query: '',
    timesMs: [0],
    stepNano: '1',
    series: series.map(([labels, value]) => ({
      labels: [...labels],
      values: [value],
      exemplars: [],
    })),
    statistics: { inspectedTraces: 0, inspectedSpans: 0, inspectedBytes: 0 },
  };
}

const OK: NamedValue = { name: FIELD, type: 'int', value: '200' };
const FAILED: NamedValue = { name: FIELD, type: 'int', value: '500' };
const NONE: NamedValue = { name: FIELD, type: 'nil', value: null };
const p = (value: number): NamedValue => ({ name: 'p', type: 'float', value });

it('puts the answers of the three questions together, most spans first', () => {
  const rows = groupRows(
    FIELD,
    answer([
      [[FAILED], 3],
      [[OK], 40],
      [[NONE], 5],
    ]),
    answer([[[FAILED], 2]]),
    answer([
      [[OK, p(0.5)], 0.002],
      [[OK, p(0.95)], 0.25],
      [[FAILED, p(0.5)], null],
    ]),
  );
  expect(rows).toEqual([
    {
      ...{
        id: '200 int',
        label: '200',
        condition: 'span.http.status = 200',
        spanCount: 40,
        errorCount: 0,
      },
      ...{ p50Ns: 2e6, p95Ns: 2.5e8 },
    },
    {
      ...{
        id: '(none) nil',
        label: '(none)',
        condition: 'span.http.status = nil',
        spanCount: 5,
        errorCount: 0,
      },
      ...{ p50Ns: undefined, p95Ns: undefined },
    },
    {
      ...{
        id: '500 int',
        label: '500',
        condition: 'span.http.status = 500',
        spanCount: 3,
        errorCount: 2,
      },
      ...{ p50Ns: undefined, p95Ns: undefined },
    },
  ]);
});

it('keeps values apart that read alike', () => {
  const text: NamedValue = { name: FIELD, type: 'string', value: '200' };
  const spans = answer([
    [[OK], 40],
    [[text], 2],
  ]);
  const rows = groupRows(FIELD, spans, answer([[[text], 1]]), undefined);
  expect(rows.map(({ condition, errorCount }) => [condition, errorCount])).toEqual([
    ['span.http.status = 200', 0],
    ['span.http.status = "200"', 1],
  ]);
});

it('is shown what is known so far', () => {
  const [row] = groupRows(FIELD, answer([[[OK], 4]]), undefined, undefined);
  expect(row).toMatchObject({ spanCount: 4, errorCount: 0, p50Ns: undefined });
});

it('asks behind everything that the query says', () => {
  const query = '{ .a = 1 } >> { .b = 2 }';
  expect(groupQuery(query, FIELD, 'errors')).toBe(
    '{ .a = 1 } >> { .b = 2 } | { status = error } | count_over_time() by(span.http.status)',
  );
});
