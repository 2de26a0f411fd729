import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from './parse.ts';
import { print } from './print.ts';
import { arbitraryQuery } from './testing/arbitrary-query.ts';
import { KITCHEN_SINK } from './testing/kitchen-sink.ts';
import { withoutRanges } from './testing/without-ranges.ts';

describe('print', () => {
  it.each(KITCHEN_SINK)('gives the canonical form of %s', (query, canonical) => {
    expect(print(parse(query))).toBe(canonical);
    expect(withoutRanges(parse(canonical))).toEqual(withoutRanges(parse(query)));
    expect(print(parse(canonical))).toBe(canonical);
  });

  it('prints any query so that it parses into the same query', () => {
    fc.assert(
      fc.property(arbitraryQuery, (query) => {
        expect(withoutRanges(parse(print(query)))).toEqual(withoutRanges(query));
      }),
      { numRuns: 1_000 },
    );
  });
});
