import { describe, expect, it } from 'vitest';
import { fittingOptions, type ListOption } from './option-list.tsx';

function values(text: string, options: readonly ListOption[]) {
  const { found, first, isExact } = fittingOptions(options, text);
  return { found: found.map(({ value }) => value), taken: found[first]?.value, isExact };
}

describe('the options that fit a text', () => {
  const services = ['cart-api', 'cart', 'payment'].map((value) => ({ value }));

  it('are those that hold it; none is taken before anything is typed', () => {
    expect(values(' PAY', services)).toEqual({
      ...{ found: ['payment'], taken: 'payment', isExact: false },
    });
    expect(values('', services)).toMatchObject({ found: services.map(({ value }) => value) });
    expect(values('', services).taken).toBeUndefined();
  });

  it('are led by the one that was typed to the letter', () => {
    expect(values('cart', services)).toMatchObject({ taken: 'cart', isExact: true });
    expect(values('car', services)).toMatchObject({ taken: 'cart-api', isExact: false });
  });

  it('are found by what is shown, not by what stands for it', () => {
    const numbered = ['10', '15', '17'].map((label, at) => ({ value: String(at), label }));
    expect(values('2', numbered)).toEqual({ found: [], taken: undefined, isExact: false });
    expect(values('15', numbered)).toMatchObject({ taken: '1', isExact: true });
  });
});
