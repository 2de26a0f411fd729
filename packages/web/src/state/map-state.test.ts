import { expect, it } from 'vitest';
import { readMapState } from './map-state.ts';
import { parseSearch, stringifySearch } from './search-params.ts';

it('goes through an address unchanged', () => {
  const state = {
    start: 'now-6h',
    service: 'cart & co',
    depth: 3,
    select: 'database:orders',
    find: 'pay',
    form: 'list',
  } as const;
  expect(readMapState(parseSearch(stringifySearch(state)))).toEqual(state);
});

it.each([
  '?depth=3',
  '?service=cart&depth=1',
  '?service=cart&depth=99',
  '?service=cart&depth=x&form=tree',
])('leaves out what says nothing: %s', (address) => {
  const { depth, form } = readMapState(parseSearch(address));
  expect([depth, form]).toEqual([undefined, undefined]);
});
