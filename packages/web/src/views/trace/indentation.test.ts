// Indentation of deep trees, on a chain of a hundred spans.

import { describe, expect, it } from 'vitest';
import { makeTrace } from '../../data/trace-fixture.ts';
import { chooseBaseLevel, describeAncestors } from './indentation.ts';

const CHAIN = makeTrace(
  Array.from({ length: 100 }, (_, row) => ({
    ...(row === 0 ? {} : { parent: row - 1 }),
    name: `step ${row}`,
    startNs: row,
    durationNs: 500 - row,
  })),
);

describe('indentation', () => {
  it('starts at the root while the column has room', () => {
    expect(chooseBaseLevel(Int32Array.of(0, 5, 10), 380)).toBe(0);
    expect(chooseBaseLevel(new Int32Array(0), 380)).toBe(0);
  });

  it('starts at the shallowest line in view when it has not', () => {
    expect(chooseBaseLevel(Int32Array.of(60, 61, 62), 380)).toBe(59);
  });

  it('says what is above', () => {
    expect(describeAncestors(CHAIN, 2)).toBe('shop step 0 › shop step 1');
    expect(describeAncestors(CHAIN, 60)).toMatch(/^… › shop step 52 › .* › shop step 59$/);
    expect(describeAncestors(CHAIN, 0)).toBe('');
  });
});
