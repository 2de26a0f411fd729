import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzyScore } from './fuzzy-match.ts';

function best(search: string, texts: readonly string[]): readonly string[] {
  return texts
    .map((text) => ({ text, score: fuzzyScore(search, text) }))
    .filter(({ score }) => score !== undefined)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .map(({ text }) => text);
}

describe('fuzzyScore', () => {
  it('puts what was typed in one piece before letters apart, and word starts first', () => {
    expect(best('pay', ['overpay', 'p-a-y', 'payment', 'relay'])).toEqual([
      'payment',
      'overpay',
      'p-a-y',
    ]);
    expect(best('api', ['capital', 'shop-api', 'api'])).toEqual(['api', 'shop-api', 'capital']);
  });

  it('finds initials, also of camel case', () => {
    expect(best('pcs', ['productCatalogService', 'price-calculus'])).toEqual([
      'productCatalogService',
      'price-calculus',
    ]);
  });

  it('needs every letter, in order', () => {
    expect(fuzzyScore('yap', 'payment')).toBeUndefined();
    expect(fuzzyScore('Pay Ment', 'payment')).toBeDefined();
  });

  it('finds every text by itself and by any of its letters in order', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,12}$/), fc.array(fc.boolean()), (text, keep) => {
        const some = [...text].filter((_, index) => keep[index] === true).join('');
        expect(fuzzyScore(some, text)).toBeDefined();
      }),
    );
  });
});
