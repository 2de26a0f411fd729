// npm run bench -- kill: kills the engine, the server and both under load, and counts what is lost.

import { parseArgs } from 'node:util';
import { type Benchmark, positiveOption } from '../benchmark.ts';
import { machineFacts } from '../measure/machine-facts.ts';
import { benchKills, brokenPromises } from './kill-bench.ts';

const DEFAULT_ROUNDS = 100;
const PROGRESS_EVERY = 10;

export const killBenchmark: Benchmark = {
  usage: '[--rounds N] [--seed N] [--json]',
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string' },
        seed: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const rounds = positiveOption('rounds', values.rounds, DEFAULT_ROUNDS);
    const seed = positiveOption('seed', values.seed, 1);
    const result = await benchKills({
      rounds,
      seed,
      onRound(round) {
        if (round % PROGRESS_EVERY === 0) process.stderr.write(`${round} of ${rounds} rounds\n`);
      },
    });
    if (values.json) console.log(JSON.stringify({ machine: machineFacts(), result }));
    else {
      const { kills, ...figures } = result;
      const { engine, server, both } = kills;
      console.table({ ...figures, kills: `engine ${engine}, server ${server}, both ${both}` });
    }
    const broken = brokenPromises(result);
    if (broken.length > 0) throw new Error(`seed ${seed}: ${broken.join('; ')}`);
  },
};
