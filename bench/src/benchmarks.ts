// The benchmarks there are, by the name that `npm run bench --` takes: one line each.

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

export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
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
