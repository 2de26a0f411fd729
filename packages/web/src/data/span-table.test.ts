import { describe, expect, it } from 'vitest';
import { filterRows, readSort, sortRows, writeSort } from './span-table.ts';
import { makeTrace } from './trace-fixture.ts';
import { byKind, groupSpans, readOrder, sortGroups, writeOrder } from './trace-statistics.ts';

const trace = makeTrace([
  { service: 'web', name: 'GET /', startNs: 0, durationNs: 100 },
  { parent: 0, service: 'cart', name: 'GET /cart', startNs: 10, durationNs: 30 },
  { parent: 0, service: 'cart', name: 'POST /cart', startNs: 50, durationNs: 10, isError: true },
  { parent: 2, service: 'db', name: 'SELECT', startNs: 52, durationNs: 2, events: [53] },
]);
const all = Int32Array.from([0, 1, 2, 3]);

describe('the table of spans', () => {
  it.each([
    ['', [0, 1, 2, 3]],
    ['cart', [1, 2]],
    ['CART get', [1]],
    ['error', [2]],
    ['0000000000000004', [3]],
    ['nothing', []],
  ])('finds %j', (filter, rows) => {
    expect([...filterRows(trace, all, filter)]).toEqual(rows);
  });

  it.each([
    [undefined, [0, 1, 2, 3]],
    ['-start', [3, 2, 1, 0]],
    ['duration', [3, 2, 1, 0]],
    ['-self', [0, 1, 2, 3]],
    ['service', [1, 2, 3, 0]],
    ['-operation', [3, 2, 1, 0]],
    ['-depth', [3, 1, 2, 0]],
    ['-children', [0, 2, 1, 3]],
    ['-status', [2, 0, 1, 3]],
    ['-events', [3, 0, 1, 2]],
    ['-id', [3, 2, 1, 0]],
  ])('sorted by %s', (text, rows) => {
    const sort = readSort(text);
    expect(writeSort(sort)).toBe(text);
    expect([...sortRows(trace, all, sort)]).toEqual(rows);
  });
});

it('sorts two sides of one id by their start, either way', () => {
  const sides = makeTrace([
    { id: '00000000000000bb', startNs: 0, durationNs: 9 },
    { parent: 0, id: 'ff000000000000aa', startNs: 1, durationNs: 5 },
    { parent: 1, id: 'ff000000000000aa', startNs: 2, durationNs: 3 },
  ]);
  const by = (text: string) => [...sortRows(sides, Int32Array.of(0, 1, 2), readSort(text))];
  expect([by('id'), by('-id')]).toEqual([
    [0, 1, 2],
    [1, 2, 0],
  ]);
});

describe('groupSpans', () => {
  const byService = { codeOf: (row: number) => trace.service[row] ?? 0, labels: trace.services };

  it('adds up counts, times and errors, with percentiles that there are', () => {
    const [cart, ...rest] = sortGroups(groupSpans(trace, all, byService), readOrder('label'));
    expect(rest.map(({ label }) => label)).toEqual(['db', 'web']);
    expect(cart).toEqual({
      ...{ code: 1, label: 'cart', count: 2, errors: 1, totalNs: 40, selfNs: 38, share: 0.38 },
      ...{ p50Ns: 10, p95Ns: 30, p99Ns: 30, maxNs: 30, worstRow: 1 },
    });
  });

  it('counts a kind of later versions as unspecified', () => {
    const kinds = makeTrace([3, 9, 0].map((kind, at) => ({ kind, startNs: at, durationNs: 1 })));
    const groups = groupSpans(kinds, Int32Array.of(0, 1, 2), byKind(kinds));
    expect(groups.map(({ label, count }) => [label, count])).toEqual([
      ['unspecified', 2],
      ['client', 1],
    ]);
  });

  it('has a group of what has no value, and is by self time unless told otherwise', () => {
    const codes = [-1, 0, -1, 1];
    const groups = groupSpans(trace, all, {
      codeOf: (row) => codes[row] ?? -1,
      labels: ['a', 'b', 'never'],
    });
    const sorted = sortGroups(groups, readOrder(undefined));
    expect(sorted.map(({ code, label, count, selfNs }) => [code, label, count, selfNs])).toEqual([
      [-1, '', 2, 68],
      [0, 'a', 1, 30],
      [1, 'b', 1, 2],
    ]);
    expect(writeOrder(readOrder('-p99Ns'))).toBe('-p99Ns');
    expect(writeOrder(readOrder('nonsense'))).toBeUndefined();
  });
});
