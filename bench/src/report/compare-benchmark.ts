// npm run bench -- compare: two results side by side, figure by figure.

import type { Benchmark } from '../benchmark.ts';
import { readBenchResult } from './bench-result.ts';
import { compareResults } from './compare-results.ts';
import { runInWords } from './print-result.ts';
import { markdownTable } from './table.ts';

export const compareBenchmark: Benchmark = {
  usage: 'A.json B.json',
  async run(files) {
    const [first, second, ...rest] = files;
    if (first === undefined || second === undefined || rest.length > 0) {
      throw new Error('name two files that were written by --out');
    }
    const [a, b] = [readBenchResult(first), readBenchResult(second)];
    if (a.kind !== b.kind) throw new Error(`${a.kind} cannot be compared with ${b.kind}`);
    console.log(`A: ${runInWords(a)}\nB: ${runInWords(b)}\n`);
    console.log(markdownTable(compareResults(a, b)));
  },
};
