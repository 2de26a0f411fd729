import type { ComparedOperationAnswer } from '@throughline/model/api/compare';
import { expect, it } from 'vitest';
import { listOperations } from './list-operations.ts';

const SIDE = { calls: 1, presence: 1, errorShare: 0, durationNs: 1e6, pathNs: 1e6 };

function operation(
  name: string,
  parent: number,
  rest: Partial<ComparedOperationAnswer> = {},
): ComparedOperationAnswer {
  const sides = { left: SIDE, right: SIDE };
  return {
    ...{ operation: name, service: 's', kind: 1, parent, change: 'same', deltaNs: 0 },
    ...sides,
    ...rest,
  };
}

const operations = [
  operation('root', -1),
  operation('quiet', 0),
  operation('a', 0, { change: 'faster', deltaNs: -5e6 }),
  operation('way', 0),
  operation('b', 3, { change: 'slower', deltaNs: 90e6 }),
  operation('c', 3, { left: { ...SIDE, errorShare: 1 } }),
];

function show(options: { asTree: boolean; withSame: boolean }): string[] {
  return listOperations({ operations }, options).map(
    ({ operation: { operation: name }, depth }) => `${' '.repeat(depth)}${name}`,
  );
}

it('lists a tree with what differs most first, and what leads to it', () => {
  expect(show({ asTree: true, withSame: false })).toEqual(['root', ' way', '  c', '  b', ' a']);
});

it('lists what is the same too, when asked', () => {
  expect(show({ asTree: true, withSame: true })).toEqual([
    ...['root', ' way', '  c', '  b', ' a', ' quiet'],
  ]);
});

it('lists by effect, errors first', () => {
  expect(show({ asTree: false, withSame: false })).toEqual(['c', 'b', 'a']);
});
