// No text, however strange, makes the parser do anything but return or say what is wrong where.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from './parse.ts';
import { print } from './print.ts';
import { KITCHEN_SINK } from './testing/kitchen-sink.ts';
import { SYMBOLS } from './tokens.ts';
import { renderError, TraceqlError } from './traceql-error.ts';
import { FIELD_WORDS, STAGE_WORDS } from './words.ts';

const piece = fc.oneof(
  fc.constantFrom(...SYMBOLS, ...FIELD_WORDS, ...STAGE_WORDS, 'topk', 'with', 'parent.'),
  fc.constantFrom('.a', 'span.b', '."c d"', '"x"', '`y`', '3', '.5', '1h', '1e9', '/*', '//', '\n'),
  fc.string({ unit: 'binary', maxLength: 3 }),
);

const soup = fc
  .tuple(fc.array(piece, { maxLength: 30 }), fc.constantFrom('', ' '))
  .map(([pieces, between]) => pieces.join(between));

/** A query with a piece cut out or put in. */
const bent = fc
  .record({
    query: fc.constantFrom(...KITCHEN_SINK.map(([query]) => query)),
    at: fc.nat({ max: 60 }),
    cut: fc.nat({ max: 4 }),
    added: fc.oneof(fc.constant(''), piece),
  })
  .map(({ query, at, cut, added }) => query.slice(0, at) + added + query.slice(at + cut));

describe('parse', () => {
  it.each([
    ['any pieces', soup],
    ['any text', fc.string({ unit: 'binary', maxLength: 40 })],
    ['queries with a fault', bent],
  ])('returns a query or says what is wrong with %s', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const printed = print(parse(text));
          expect(print(parse(printed))).toBe(printed);
        } catch (error) {
          if (!(error instanceof TraceqlError)) throw error;
          expect(error.range.start).toBeLessThanOrEqual(text.length);
          expect(error.range.end).toBeLessThanOrEqual(text.length);
          expect(renderError(text, error).split('\n').at(-1)).toMatch(/^ +\| *\^+$/);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
