// npm run bench -- codec: bytes to columns and columns to the engine's format, alone, on one core.

import { parseArgs } from 'node:util';
import { type Benchmark, positiveOption } from '../benchmark.ts';
import { machineFacts } from '../measure/machine-facts.ts';
import { benchCodec } from './codec-bench.ts';

const DEFAULT_ROUNDS = 20;

export const codecBenchmark: Benchmark = {
  usage: '[--rounds N] [--json]',
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { rounds: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
    const result = benchCodec(positiveOption('rounds', values.rounds, DEFAULT_ROUNDS));
    if (values.json) console.log(JSON.stringify({ machine: machineFacts(), result }));
    else console.table(result);
  },
};
