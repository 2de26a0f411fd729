// npm run bench -- codec: bytes to columns and columns to the engine's format, alone, on one core.

import { parseArgs } from 'node:util';
import { type Benchmark, positiveOption } from '../benchmark.ts';
import { withRunFacts } from '../report/bench-result.ts';
import { printResult } from '../report/print-result.ts';
import { benchCodec } from './codec-bench.ts';

const DEFAULT_ROUNDS = 20;

export const codecBenchmark: Benchmark = {
  usage: '[--rounds N] [--out FILE] [--json]',
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string' },
        out: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const rounds = positiveOption('rounds', values.rounds, DEFAULT_ROUNDS);
    const { run, measured } = await withRunFacts('codec', args, () => benchCodec(rounds));
    printResult({ kind: 'codec', run, codec: measured }, { json: values.json, out: values.out });
  },
};
