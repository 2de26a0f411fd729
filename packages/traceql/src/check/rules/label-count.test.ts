import { describe, expect, it } from 'vitest';
import { findings } from '../testing/rule-harness.ts';
import { labelCount } from './label-count.ts';

describe('labelCount', () => {
  it.each(['{ } | rate() by(.a, .b, .c, .d, .e)', '{ } | avg_over_time(.x) by(.a, .b, .c, .d)'])(
    'takes %s',
    (query) => {
      expect(findings(labelCount, query)).toEqual([]);
    },
  );

  it.each([
    [
      '{ } | rate() by(.a, .b, .c, .d, .e, .f)',
      ['rate() by () takes at most 5 attributes, not 6 @ .f'],
    ],
    [
      '{ } | quantile_over_time(.x, 1) by(.a, .b, .c, .d, .e)',
      ['quantile_over_time() by () takes at most 4 attributes, not 5 @ .e'],
    ],
  ])('refuses %s', (query, expected) => {
    expect(findings(labelCount, query)).toEqual(expected);
  });
});
