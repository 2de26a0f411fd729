import { describe, expect, it } from 'vitest';
import { findingMutesType, findingThresholdsType } from './finding-options.ts';

const CONTEXT = { baseDir: '/' };
const mutes = (text: string) => findingMutesType.parse(text, CONTEXT);
const thresholds = (text: string) => findingThresholdsType.parse(text, CONTEXT);

describe('mutes', () => {
  it('are of a finding, everywhere or of one service', () => {
    expect(mutes('chatty-pair:gateway\n long-gap ')).toEqual([
      { finding: 'chatty-pair', service: 'gateway' },
      { finding: 'long-gap' },
    ]);
    expect(findingMutesType.show(mutes('chatty-pair:a:b\nlong-gap') ?? [])).toBe(
      'chatty-pair:a:b; long-gap',
    );
  });

  it.each(['chatty', 'chatty-pair:', ':gateway'])('are not %s', (text) => {
    expect(mutes(text)).toBeUndefined();
  });
});

describe('thresholds', () => {
  it('replace a number of a finding', () => {
    expect(thresholds('long-gap.minMs=5000\nn-plus-one.minQueries = 8')).toEqual([
      { finding: 'long-gap', threshold: 'minMs', value: 5000 },
      { finding: 'n-plus-one', threshold: 'minQueries', value: 8 },
    ]);
  });

  it.each([
    'long-gap=5',
    'long-gap.minQueries=5',
    'gap.minMs=5',
    'long-gap.minMs=-1',
    'long-gap.minMs=',
  ])('are not %s', (text) => {
    expect(thresholds(text)).toBeUndefined();
  });
});
