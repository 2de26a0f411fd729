// npm run bench -- NAME [arguments]: the numbers we publish, by name. Without a name: ingest.

import type { Benchmark } from './benchmark.ts';
import { codecBenchmark } from './codec/codec-benchmark.ts';
import { killBenchmark } from './durability/kill-benchmark.ts';
import { formsBenchmark } from './forms/forms-benchmark.ts';
import { fuzzBenchmark } from './fuzz/fuzz-benchmark.ts';
import { ingestBenchmark } from './ingest/ingest-benchmark.ts';
import { jaegerSetupBenchmark } from './jaeger-setup/jaeger-setup-benchmark.ts';
import { profileBenchmark } from './profile/profile-benchmark.ts';
import { queryBenchmark } from './query/query-benchmark.ts';
import { compareBenchmark } from './report/compare-benchmark.ts';
import { reportBenchmark } from './report/report-benchmark.ts';
import { webBenchmark } from './web/web-benchmark.ts';

/** One line each. */
const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  codec: codecBenchmark,
  forms: formsBenchmark,
  fuzz: fuzzBenchmark,
  ingest: ingestBenchmark,
  kill: killBenchmark,
  query: queryBenchmark,
  'jaeger-setup': jaegerSetupBenchmark,
  web: webBenchmark,
  compare: compareBenchmark,
  profile: profileBenchmark,
  report: reportBenchmark,
};

const DEFAULT = 'ingest';

function usage(): string {
  const lines = Object.entries(BENCHMARKS).map(([name, { usage }]) => `  ${name} ${usage}`);
  return `npm run bench -- NAME [arguments]\n${lines.join('\n')}`;
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(usage());
  const hasName = args[0] !== undefined && !args[0].startsWith('-');
  const [name, rest] = hasName ? [args[0] ?? '', args.slice(1)] : [DEFAULT, args];
  const benchmark = BENCHMARKS[name];
  if (benchmark === undefined) throw new Error(`no benchmark ${JSON.stringify(name)}\n${usage()}`);
  await benchmark.run(rest);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
