import { describe, expect, it } from 'vitest';
import { findings } from '../testing/rule-harness.ts';
import { scalarFilterShape } from './scalar-filter-shape.ts';

describe('scalarFilterShape', () => {
  it.each(['{ } | count() > 1', '{ } | avg(duration) > 1 + 1'])('takes %s', (query) => {
    expect(findings(scalarFilterShape, query)).toEqual([]);
  });

  it.each([
    [
      '{ } | min(.a) < max(.b)',
      [
        'scalar filter (min(.a) < max(.b)) not yet supported: write one aggregate, a comparison and a number @ min(.a) < max(.b)',
      ],
    ],
    [
      '{ } | count() + count() = 1',
      [
        'scalar filter (count() + count() = 1) not yet supported: write one aggregate, a comparison and a number @ count() + count() = 1',
      ],
    ],
    [
      '({ } | count()) > 2',
      ['comparison of pipelines (({ } | count()) > 2) not yet supported @ ({ } | count()) > 2'],
    ],
  ])('refuses %s', (query, expected) => {
    expect(findings(scalarFilterShape, query)).toEqual(expected);
  });
});
