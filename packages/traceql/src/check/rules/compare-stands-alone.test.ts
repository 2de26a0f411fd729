import { describe, expect, it } from 'vitest';
import { findings } from '../testing/rule-harness.ts';
import { compareStandsAlone } from './compare-stands-alone.ts';

describe('compareStandsAlone', () => {
  it.each(['{ } | compare({ .a })', '({ } | rate()) / ({ } | rate()) > 1'])('takes %s', (query) => {
    expect(findings(compareStandsAlone, query)).toEqual([]);
  });

  it.each([
    [
      '{ } | compare({ .a }) | topk(1)',
      ['`compare()` cannot be used with second stage functions @ compare({ .a })'],
    ],
    [
      '({ } | compare({ .a })) / 2',
      ['`compare()` cannot be used with second stage functions @ ({ } | compare({ .a }))'],
    ],
  ])('refuses %s', (query, expected) => {
    expect(findings(compareStandsAlone, query)).toEqual(expected);
  });
});
