// npm run bench -- jaeger-setup: the public benchmark of Jaeger on ClickHouse with this product, both columns side
// by side.

import { parseArgs } from 'node:util';
import { type Benchmark, positiveOption } from '../benchmark.ts';
import { effortOption } from '../query/query-benchmark.ts';
import { withRunFacts } from '../report/bench-result.ts';
import { printResult } from '../report/print-result.ts';
import { benchJaegerSetup } from './jaeger-bench.ts';

/** As published. */
const DEFAULT_SPANS = 10_000_000;

const OPTIONS = {
  spans: { type: 'string' },
  runs: { type: 'string' },
  seed: { type: 'string' },
  keep: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const jaegerSetupBenchmark: Benchmark = {
  usage: '[--spans N] [--keep DIR] [--runs N] [--seed N] [--out FILE] [--json]',
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    const { json, out, keep } = values;
    const options = {
      spans: positiveOption('spans', values.spans, DEFAULT_SPANS),
      effort: effortOption(values.runs),
      seed: positiveOption('seed', values.seed, 1),
      ...(keep === undefined ? {} : { dataDir: keep }),
      tell: (line: string) => console.error(line),
    };
    const { run, measured } = await withRunFacts('jaeger-setup', args, () =>
      benchJaegerSetup(options),
    );
    printResult({ kind: 'jaeger-setup', run, jaegerSetup: measured }, { json, out });
  },
};
