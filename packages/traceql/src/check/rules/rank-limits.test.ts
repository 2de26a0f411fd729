import { describe, expect, it } from 'vitest';
import { findings } from '../testing/rule-harness.ts';
import { rankLimits } from './rank-limits.ts';

describe('rankLimits', () => {
  it.each(['{ } | rate() | topk(1)'])('takes %s', (query) => {
    expect(findings(rankLimits, query)).toEqual([]);
  });

  it.each([
    ['{ } | rate() | topk(0)', ['topk() limit must be greater than 0 @ | topk(0)']],
    ['{ } | rate() | bottomk(0)', ['bottomk() limit must be greater than 0 @ | bottomk(0)']],
  ])('refuses %s', (query, expected) => {
    expect(findings(rankLimits, query)).toEqual(expected);
  });
});
