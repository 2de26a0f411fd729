// Which file is blamed, and when: only one that fails while others do not.

import { expect, it } from 'vitest';
import { SpoolTrouble } from './spool-trouble.ts';

/** What the drain does with the oldest file and another, until the oldest is blamed or never will be. */
function play(fails: (id: string) => boolean, rounds = 200): { order: string; blamed: string[] } {
  const trouble = new SpoolTrouble();
  let order = '';
  for (let round = 0; round < rounds; round++) {
    const id = trouble.letsOthersGoFirst('a') ? 'b' : 'a';
    order += id;
    if (fails(id)) trouble.failed(id, `${id} failed`, false);
    else {
      const blamed = trouble.stored(id);
      if (blamed.length > 0) return { order, blamed: blamed.map((file) => file.id) };
      if (id === 'a') break;
    }
  }
  return { order, blamed: [] };
}

it('blames a file that fails while another does not, after five times three tries', () => {
  expect(play((id) => id === 'a')).toEqual({ order: 'aaab'.repeat(5), blamed: ['a'] });
});

it('blames none while all of them fail', () => {
  const { order, blamed } = play(() => true);
  expect(blamed).toEqual([]);
  expect(order.startsWith('aaabaaab')).toBe(true);
});

it('forgets what was when a file is stored after all', () => {
  let tries = 0;
  const result = play((id) => id === 'a' && ++tries < 12);
  expect(result).toEqual({ order: 'aaabaaabaaabaaa', blamed: [] });
});

it('gives up a refused file at the third refusal', () => {
  const trouble = new SpoolTrouble();
  const verdicts = [1, 2, 3].map(() => trouble.failed('a', 'no such column', true));
  expect(verdicts).toEqual(['in doubt', 'in doubt', 'hopeless']);
});
