// Every figure that two results have both, and their ratio.

import type { BenchResult } from './bench-result.ts';
import { figure, type Table } from './table.ts';

/** Facts of the run, not figures. */
const LEFT_OUT = /^(seed|inFlight|profiles|run\.machine)\b/;

export function compareResults(a: BenchResult, b: BenchResult): Table {
  const [first, second] = [figuresOf(a), figuresOf(b)];
  const rows = [...first].flatMap(([path, before]) => {
    const after = second.get(path);
    if (after === undefined || LEFT_OUT.test(path)) return [];
    const ratio = before === 0 ? '' : figure(after / before, 3);
    return [[path, rounded(before), rounded(after), ratio]];
  });
  return { title: 'Comparison', columns: ['figure', 'A', 'B', 'B ÷ A'], rows };
}

function rounded(value: number): string {
  return figure(value, Math.abs(value) < 1000 ? 2 : 0);
}

/** By path. Items of a list go by their protocol when they have one, so that subsets can be compared. */
function figuresOf(result: object): Map<string, number> {
  const figures = new Map<string, number>();
  const visit = (path: string, value: unknown): void => {
    if (typeof value === 'number') figures.set(path, value);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const hasName = Array.isArray(value) && typeof inner?.protocol === 'string';
      const step = hasName ? inner.protocol : key;
      visit(path === '' ? step : `${path}.${step}`, inner);
    }
  };
  visit('', result);
  return figures;
}
