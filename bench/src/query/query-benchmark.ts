// npm run bench -- query: how long the product's users wait for answers, at a size or as data grow (--grow).

import { parseArgs } from 'node:util';
import { type Benchmark, positiveOption } from '../benchmark.ts';
import { withRunFacts } from '../report/bench-result.ts';
import { printResult } from '../report/print-result.ts';
import type { Effort } from './measure-question.ts';
import { benchQuery } from './query-bench.ts';

const DEFAULT_SPANS = 10_000_000;
const GROW_SIZES: readonly number[] = [1_000_000, 10_000_000, 50_000_000];
/** Fewer say nothing about a 95th percentile. */
const DEFAULT_RUNS = 20;
const MIN_SECONDS = 1;

const OPTIONS = {
  spans: { type: 'string' },
  grow: { type: 'boolean', default: false },
  runs: { type: 'string' },
  seed: { type: 'string' },
  only: { type: 'string' },
  keep: { type: 'string' },
  use: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

const parse = (args: readonly string[]) => parseArgs({ args: [...args], options: OPTIONS }).values;
type Values = ReturnType<typeof parse>;

export const queryBenchmark: Benchmark = {
  usage: `[--spans N | --grow] [--keep DIR] [--use DIR] [--runs N] [--only NAME,…]
         [--seed N] [--out FILE] [--json]`,
  async run(args) {
    const values = parse(args);
    const dataDir = values.use ?? values.keep;
    const options = {
      sizes: sizesOf(values),
      effort: effortOption(values.runs),
      seed: positiveOption('seed', values.seed, 1),
      untilCounted: true,
      ...(values.only === undefined ? {} : { only: values.only.split(',') }),
      ...(dataDir === undefined ? {} : { dataDir }),
      tell: (line: string) => console.error(line),
    };
    const { run, measured } = await withRunFacts('query', args, () => benchQuery(options));
    const { json, out } = values;
    printResult({ kind: 'query', run, sizes: measured }, { json, out });
  },
};

export function effortOption(runs: string | undefined): Effort {
  return { minRuns: positiveOption('runs', runs, DEFAULT_RUNS), minSeconds: MIN_SECONDS };
}

/** None: what a kept directory has. */
function sizesOf({ use, keep, grow, spans }: Values): readonly number[] {
  if (use !== undefined) {
    if (keep !== undefined || grow || spans !== undefined) {
      throw new Error('--use asks what is stored already: leave --keep, --grow and --spans out');
    }
    return [];
  }
  return grow ? GROW_SIZES : [positiveOption('spans', spans, DEFAULT_SPANS)];
}
