import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildOperationTree } from '../operations/operation-tree.ts';
import { findCriticalPath } from '../path/critical-path.ts';
import { drawTrace } from '../testing/draw-trace.ts';
import { readTrace } from '../trace/trace.ts';
import {
  addTrace,
  type EndpointBaseline,
  emptyBaseline,
  mergeBaselines,
} from './endpoint-baseline.ts';
import { addValue, emptyHistogram, mergeHistograms, quantileOf } from './histogram.ts';
import { baselineOfRows, rowsOfBaseline } from './kept-baseline.ts';
import { withoutTrace } from './subtract-baseline.ts';

function baselineOf(...drawings: string[][]): EndpointBaseline {
  const baseline = emptyBaseline('web', 'GET /');
  for (const lines of drawings) {
    const trace = readTrace(drawTrace(lines, 1e6).batch);
    addTrace(baseline, trace, buildOperationTree(trace, findCriticalPath(trace)));
  }
  return baseline;
}

const PLAIN = ['web  GET /  server |######|', '  web  SELECT  client db=mysql | ###  |'];
const TWICE = [
  'web  GET /  server error      |########|',
  '  web  SELECT  client db=mysql error | ##     |',
  '  web  SELECT  client db=mysql |    ### |',
];

describe('a baseline', () => {
  it('counts traces, calls and errors by path of operations', () => {
    const { traces, errors, operations } = baselineOf(PLAIN, TWICE);
    expect([traces, errors]).toEqual([2, 1]);
    const select = Object.values(operations).find(({ operation }) => operation === 'SELECT');
    expect([select?.traces, select?.calls, select?.errors]).toEqual([2, 3, 1]);
    expect(select?.pathNs.count).toBe(2);
    expect(select?.durationNs.count).toBe(3);
  });

  it('merged from parts is as if made from the whole', () => {
    expect(mergeBaselines(baselineOf(PLAIN, PLAIN), baselineOf(TWICE))).toEqual(
      baselineOf(PLAIN, PLAIN, TWICE),
    );
  });

  it('is plain data', () => {
    const baseline = baselineOf(PLAIN, TWICE);
    expect(JSON.parse(JSON.stringify(baseline))).toEqual(baseline);
  });

  it('comes back whole from the rows that are kept of it', () => {
    const baseline = baselineOf(PLAIN, TWICE);
    expect(baselineOfRows('web', 'GET /', rowsOfBaseline(baseline))).toEqual(baseline);
    expect(baselineOfRows('web', 'GET /', [])).toEqual(emptyBaseline('web', 'GET /'));
  });

  it('without a trace that has grown since has what the others have at least', () => {
    const grown = ['web  GET /  server error |########|'].concat(
      Array.from({ length: 4 }, () => '  web  SELECT  client db=mysql error | ##     |'),
    );
    const trace = readTrace(drawTrace(grown, 1e6).batch);
    const { traces, errors, operations } = withoutTrace(baselineOf(PLAIN, TWICE), trace);
    expect([traces, errors]).toEqual([1, 0]);
    const select = Object.values(operations).find(({ operation }) => operation === 'SELECT');
    expect([select?.traces, select?.calls, select?.errors]).toEqual([1, 1, 0]);
  });

  it('takes no trace of another endpoint', () => {
    const trace = readTrace(drawTrace(['web  GET /other  server |##|'], 1e6).batch);
    const tree = buildOperationTree(trace, findCriticalPath(trace));
    expect(() => addTrace(emptyBaseline('web', 'GET /'), trace, tree)).toThrow('another endpoint');
  });
});

describe('a histogram', () => {
  const values = fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 1, maxLength: 60 });

  function histogramOf(list: readonly number[]) {
    const histogram = emptyHistogram();
    for (const value of list) addValue(histogram, value);
    return histogram;
  }

  it('gives quantiles within 4.5 % of the value', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (list, share) => {
        const exact = list.toSorted((a, b) => a - b)[Math.ceil(share * list.length) - 1] ?? 0;
        const read = quantileOf(histogramOf(list), share);
        expect(Math.abs(read - exact)).toBeLessThanOrEqual(0.045 * exact);
      }),
    );
  });

  it('merges to the histogram of all values', () => {
    fc.assert(
      fc.property(values, values, (one, other) => {
        const merged = mergeHistograms(histogramOf(one), histogramOf(other));
        expect(merged).toEqual(histogramOf([...one, ...other]));
      }),
    );
  });

  it('counts absent values as 0', () => {
    expect(quantileOf(histogramOf([100, 100]), 0.5, 8)).toBe(0);
    expect(quantileOf(emptyHistogram(), 0.5)).toBe(0);
  });
});
