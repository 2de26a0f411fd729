// npm run bench -- web: the pages in a real browser.

import { parseArgs } from 'node:util';
import { type Benchmark, positiveOption } from '../benchmark.ts';
import { withRunFacts } from '../report/bench-result.ts';
import { printResult } from '../report/print-result.ts';
import { benchWeb } from './web-bench.ts';

const DEFAULT_SIZES = '100,100000,1000000';
const DEFAULT_FRAMES_AT = 100_000;
/** Fewer say nothing about the worst of them. */
const DEFAULT_RUNS = 10;
/** 200,000 spans. */
const DEFAULT_OTHERS = 200;

const OPTIONS = {
  spans: { type: 'string', default: DEFAULT_SIZES },
  'frames-at': { type: 'string' },
  runs: { type: 'string' },
  others: { type: 'string' },
  seed: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const webBenchmark: Benchmark = {
  usage: `[--spans N,… (sizes of traces)] [--frames-at N] [--runs N] [--others N (thousands of other spans)]
         [--seed N] [--out FILE] [--json]`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    const sizes = values.spans.split(',').map((text) => positiveOption('spans', text, 1));
    const largest = Math.max(...sizes);
    const fallback = sizes.includes(DEFAULT_FRAMES_AT) ? DEFAULT_FRAMES_AT : largest;
    const options = {
      sizes,
      framesAt: positiveOption('frames-at', values['frames-at'], fallback),
      runs: positiveOption('runs', values.runs, DEFAULT_RUNS),
      otherBodies: positiveOption('others', values.others, DEFAULT_OTHERS),
      seed: positiveOption('seed', values.seed, 1),
      tell: (line: string) => console.error(line),
    };
    const { run, measured } = await withRunFacts('web', args, () => benchWeb(options));
    printResult({ kind: 'web', run, web: measured }, { json: values.json, out: values.out });
  },
};
