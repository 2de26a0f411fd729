import { describe, expect, it } from 'vitest';
import { MAX_RUNS, type Run, runsOf, wholeUnits, without } from './runs.ts';

const run = (firstS: number, untilS: number): Run => ({ firstS, untilS });

describe('runsOf', () => {
  it('puts units together that follow each other', () => {
    expect(runsOf([], 60)).toEqual([]);
    expect(runsOf([0, 60, 180, 240, 300], 60)).toEqual([run(0, 120), run(180, 360)]);
  });

  it('fills the smallest gaps when there are too many', () => {
    const begins = Array.from({ length: MAX_RUNS }, (_, at) => at * 1_000);
    expect(runsOf(begins, 60)).toHaveLength(MAX_RUNS);
    const runs = runsOf([...begins.slice(0, 8), 7_120, ...begins.slice(8)], 60);
    expect(runs).toHaveLength(MAX_RUNS);
    expect(runs[7]).toEqual(run(7_000, 7_180));
  });
});

describe('without', () => {
  it('leaves what is in none of the others', () => {
    expect(without(run(10, 50), [])).toEqual([run(10, 50)]);
    expect(without(run(10, 50), [run(20, 30), run(40, 60)])).toEqual([run(10, 20), run(30, 40)]);
    expect(without(run(10, 50), [run(0, 15), run(60, 70)])).toEqual([run(15, 50)]);
    expect(without(run(10, 50), [run(0, 100)])).toEqual([]);
  });
});

describe('wholeUnits', () => {
  it('has the hours that lie within', () => {
    expect(wholeUnits(run(3_000, 11_000), 3_600)).toEqual(run(3_600, 10_800));
    expect(wholeUnits(run(3_601, 7_200), 3_600)).toBeUndefined();
  });
});
