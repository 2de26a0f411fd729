// Find in a trace: what the page knows itself, what the server names, and the way from match to match.

import { expect, it } from 'vitest';
import { matchNames, matchSpans, nextMatch } from './span-matches.ts';
import { makeTrace } from './trace-fixture.ts';

//  0
//  ├ 1 ─ 3
//  └ 2
const TRACE = makeTrace([
  { service: 'gateway', name: 'POST /cart', startNs: 0, durationNs: 100 },
  { parent: 0, service: 'cart', name: 'add', startNs: 1, durationNs: 50 },
  { parent: 0, service: 'mail', name: 'send', startNs: 2, durationNs: 10 },
  { parent: 1, id: 'abcdef0000000001', service: 'db', name: 'SELECT', startNs: 3, durationNs: 5 },
]);

const found = (text: string, ids: readonly string[] = []) => [
  ...matchSpans(TRACE, matchNames(TRACE, text), ids).rows,
];

it('looks in services, names and ids, whatever the case', () => {
  expect(found('CART')).toEqual([0, 1]);
  expect(found('select')).toEqual([3]);
  expect(found('ABCDEF')).toEqual([3]);
  expect(found('abc')).toEqual([]);
  expect(found(' ')).toEqual([]);
});

it('adds what the server found, in the order of the tree', () => {
  expect(found('mail', ['abcdef0000000001', 'ffffffffffffffff'])).toEqual([3, 2]);
});

it('goes from match to match, from where it is and round about', () => {
  const matches = matchSpans(TRACE, matchNames(TRACE, 'cart'), ['abcdef0000000001']);
  expect([...matches.rows]).toEqual([0, 1, 3]);
  expect(nextMatch(TRACE, matches, undefined, 1)).toBe(0);
  expect(nextMatch(TRACE, matches, 1, 1)).toBe(3);
  expect(nextMatch(TRACE, matches, 3, 1)).toBe(0);
  expect(nextMatch(TRACE, matches, 2, -1)).toBe(3);
  expect(nextMatch(TRACE, matches, 0, -1)).toBe(3);
  expect(nextMatch(TRACE, matchSpans(TRACE, matchNames(TRACE, 'no'), []), 0, 1)).toBeUndefined();
});
