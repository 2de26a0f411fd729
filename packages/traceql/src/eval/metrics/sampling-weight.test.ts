import { describe, expect, it } from 'vitest';
import { samplingWeight } from './sampling-weight.ts';

describe('samplingWeight', () => {
  it.each([
    ['', 1],
    ['other=1', 1],
    ['ot=rv:1', 1],
    ['ot=th:0', 1],
    ['ot=th:8', 2],
    ['ot=th:c', 4],
    ['ot=rv:12;th:fff;x:1, other=th:8', 4096],
    ['ot=th:nothex', 1],
  ])('of %s is %d', (traceState, weight) => {
    expect(samplingWeight(traceState)).toBe(weight);
  });
});
