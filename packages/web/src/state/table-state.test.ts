import { describe, expect, it } from 'vitest';
import { readTableState, type SortColumn, sortedBy, sortingOf, sortRows } from './table-state.ts';

interface Row {
  readonly name: string;
  readonly p95?: number;
}

const NAME: SortColumn<Row> = { key: 'name', value: ({ name }) => name };
const P95: SortColumn<Row> = { key: 'p95', isNumber: true, value: ({ p95 }) => p95 };
const COLUMNS: readonly SortColumn<Row>[] = [
  NAME,
  P95,
  { key: 'picture' },
  { key: 'kind', value: ({ name }) => name },
];
const ROWS: readonly Row[] = [{ name: 'b', p95: 5 }, { name: 'c' }, { name: 'a', p95: 7 }];
const names = (sort?: string, order?: 'asc' | 'desc') => {
  const state = {
    ...(sort === undefined ? {} : { sort }),
    ...(order === undefined ? {} : { order }),
  };
  return sortRows(ROWS, COLUMNS, sortingOf(state, COLUMNS, 'p95')).map(({ name }) => name);
};

describe('the state of a table', () => {
  it('is read from an address, without what is not understood', () => {
    expect(readTableState({ sort: 'name', order: 'up', filter: 'cart', start: 'now-6h' })).toEqual({
      sort: 'name',
      filter: 'cart',
      start: 'now-6h',
    });
  });

  it('sorts numbers from the largest, names from A to Z, what is missing last', () => {
    expect(names()).toEqual(['a', 'b', 'c']);
    expect(names('p95', 'asc')).toEqual(['b', 'a', 'c']);
    expect(names('name')).toEqual(['a', 'b', 'c']);
    expect(names('name', 'desc')).toEqual(['c', 'b', 'a']);
    expect(names('kind')).toEqual(['a', 'b', 'c']);
    expect(names('picture')).toEqual(['a', 'b', 'c']);
  });

  it('turns the order around when the same column is asked for again', () => {
    const usual = sortingOf({}, COLUMNS, 'p95');
    expect(sortedBy(P95, usual, 'p95')).toEqual({ order: 'asc' });
    expect(sortedBy(P95, { key: 'p95', order: 'asc' }, 'p95')).toEqual({});
    expect(sortedBy(NAME, usual, 'p95')).toEqual({ sort: 'name' });
    expect(sortedBy(NAME, { key: 'name', order: 'asc' }, 'p95')).toEqual({
      sort: 'name',
      order: 'desc',
    });
  });
});
