import { print } from '@throughline/traceql/syntax/print';
import { arbitraryQuery } from '@throughline/traceql/syntax/testing/arbitrary-query';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { highlights } from './highlights.ts';

function shown(text: string): readonly string[] {
  return highlights(text).map(({ from, to, kind }) => `${kind} ${text.slice(from, to)}`);
}

it('tells fields, values, words and brackets apart, also in what is not finished', () => {
  expect(shown('{ span.a = "x" && status = error } // why\n| rate() by (name')).toEqual([
    'bracket {',
    'field span.a',
    'text "x"',
    'field status',
    'value error',
    'bracket }',
    'comment // why',
    'word rate',
    'bracket (',
    'bracket )',
    'word by',
    'bracket (',
    'field name',
  ]);
});

it('goes through a text in its order, without overlaps, wherever it is cut', () => {
  fc.assert(
    fc.property(arbitraryQuery, fc.nat(), (query, cut) => {
      const whole = print(query);
      const text = whole.slice(0, cut % (whole.length + 1));
      let at = 0;
      for (const { from, to } of highlights(text)) {
        expect(from).toBeGreaterThanOrEqual(at);
        expect(to).toBeGreaterThan(from);
        at = to;
      }
      expect(at).toBeLessThanOrEqual(text.length);
    }),
  );
});
