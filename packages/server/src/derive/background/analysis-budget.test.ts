import { describe, expect, it } from 'vitest';
import { AnalysisBudget } from './analysis-budget.ts';

describe('the budget of the background analysis', () => {
  it('is what the share of a CPU allows at what spans cost lately', () => {
    const budget = new AnalysisBudget(0.2);
    for (let slice = 0; slice < 50; slice++) budget.measured(1_000, 20);
    expect(Math.round(budget.spansFor(5_000, 0))).toBe(50_000);
    budget.measured(1_000, 200);
    expect(budget.spansFor(5_000, 0)).toBeLessThan(20_000);
  });

  it('is less where the process is busy, and never nothing', () => {
    const budget = new AnalysisBudget(0.2);
    const calm = budget.spansFor(5_000, 0.5);
    expect(budget.spansFor(5_000, 0.75)).toBeCloseTo(calm / 2);
    expect(budget.spansFor(5_000, 1)).toBeCloseTo(calm / 10);
  });

  it('does not learn from a handful of spans', () => {
    const budget = new AnalysisBudget(0.2);
    const before = budget.spansFor(5_000, 0);
    budget.measured(3, 1_000);
    expect(budget.spansFor(5_000, 0)).toBe(before);
  });

  it('rests four times as long as it has worked with a fifth of a CPU', () => {
    expect(new AnalysisBudget(0.2).pauseAfter(100)).toBe(400);
    expect(new AnalysisBudget(1).pauseAfter(100)).toBe(0);
  });
});
