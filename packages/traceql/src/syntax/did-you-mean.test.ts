import { describe, expect, it } from 'vitest';
import { didYouMean, suggestions } from './did-you-mean.ts';

describe('didYouMean', () => {
  it('suggests what is near, the nearest first', () => {
    const words = ['count', 'coalesce', 'compare', 'max', 'min'];
    expect(suggestions('cuont', words)).toEqual(['count']);
    expect(suggestions('mix', words)).toEqual(['max', 'min']);
    expect(suggestions('COUNT', words)).toEqual(['count']);
    expect(suggestions('zzzzzz', words)).toEqual([]);
  });

  it('makes a sentence of it', () => {
    expect(didYouMean([])).toBe('');
    expect(didYouMean(['max'])).toBe('. Did you mean "max"?');
    expect(didYouMean(['max', 'men', 'mep'])).toBe('. Did you mean "max", "men" or "mep"?');
  });

  it('makes no more than three', () => {
    expect(suggestions('mex', ['max', 'men', 'met', 'mep'])).toEqual(['max', 'men', 'mep']);
  });
});
