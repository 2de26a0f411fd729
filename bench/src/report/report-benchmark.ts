// npm run bench -- report: publishes results. Keeps the files in bench/results and writes the measured
// part of docs/benchmarks.md from all that are there.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Benchmark } from '../benchmark.ts';
import { readBenchResult } from './bench-result.ts';
import { publishedNameOf, readPublished, withMeasured } from './report-section.ts';

export const RESULTS = new URL('../../results/', import.meta.url);
export const PAGE = new URL('../../../docs/benchmarks.md', import.meta.url);

export const reportBenchmark: Benchmark = {
  usage: 'FILE.json...   (written by --out; without any: from what is published already)',
  async run(files) {
    mkdirSync(RESULTS, { recursive: true });
    for (const file of files) {
      const name = publishedNameOf(readBenchResult(file));
      copyFileSync(file, new URL(`${name}.json`, RESULTS));
    }
    writeFileSync(PAGE, withMeasured(readFileSync(PAGE, 'utf8'), readPublished(RESULTS)));
  },
};
