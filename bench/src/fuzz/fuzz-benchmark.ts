// npm run bench -- fuzz: the fuzzers of the receivers for as long as one likes. Holds the time of every
// case and the memory of the whole run to a bound as well, and keeps each finding as a file.

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { FuzzCounts, FuzzFinding } from '@throughline/server/testing/fuzz/fuzz-run';
import { FUZZER_NAMES, FUZZERS, type FuzzerName } from '@throughline/server/testing/fuzz/fuzzers';
import { type Benchmark, positiveOption } from '../benchmark.ts';
import { machineFacts } from '../measure/machine-facts.ts';

const DEFAULT_CASES = 100_000;

/** How the cases are shared out when no kind is named. */
const SHARES: Readonly<Record<FuzzerName, number>> = {
  protobuf: 0.25,
  json: 0.2,
  limits: 0.1,
  gzip: 0.05,
  deflate: 0.03,
  zstd: 0.03,
  grpc: 0.1,
  jaegerBinaryBatch: 0.03,
  jaegerBinaryPacket: 0.03,
  jaegerCompactPacket: 0.03,
  jaegerPostSpans: 0.03,
  zipkinV1Json: 0.03,
  zipkinV2Json: 0.03,
  zipkinThrift: 0.03,
  zipkinProtobuf: 0.03,
};

/** Above the longest time that a body may take by design (zstd: 10 s), on a machine that is busy. */
const MAX_CASE_MS = 15_000;

/** Memory after a collection of garbage is looked at this often. */
const MEMORY_SAMPLES = 10;

/** Pools and dictionaries are full long before this sample; what grows after it leaks. */
const FIRST_SAMPLE = 2;
const MAX_GROWTH_BYTES = 32 * 1024 * 1024;

/** Enough to see what is wrong; a broken build would fill the disk otherwise. */
const MAX_KEPT_FINDINGS = 20;

const FINDINGS_FOLDER = join(import.meta.dirname, '../../../testdata/fuzz');

interface FuzzResult {
  readonly what: FuzzerName;
  readonly seed: number;
  readonly cases: number;
  readonly casesPerSecond: number;
  readonly slowestMs: number;
  readonly heapMiB: readonly number[];
  readonly counts: FuzzCounts;
  readonly findings: readonly string[];
}

export const fuzzBenchmark: Benchmark = {
  usage: `[--cases N] [--seed N] [--what ${FUZZER_NAMES.join(' | ')}] [--json]`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        cases: { type: 'string' },
        seed: { type: 'string' },
        what: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const cases = positiveOption('cases', values.cases, DEFAULT_CASES);
    const seed = positiveOption('seed', values.seed, 1);
    const only = FUZZER_NAMES.find((name) => name === values.what);
    if (values.what !== undefined && only === undefined) {
      throw new Error(`--what must be one of ${FUZZER_NAMES.join(', ')}`);
    }
    const results: FuzzResult[] = [];
    for (const what of only === undefined ? FUZZER_NAMES : [only]) {
      const share = only === undefined ? Math.ceil(SHARES[what] * cases) : cases;
      const result = await fuzz(what, seed, share);
      results.push(result);
      if (!values.json) console.log(inWords(result));
    }
    if (values.json) console.log(JSON.stringify({ machine: machineFacts(), results }));
    const findings = results.flatMap((result) => result.findings);
    if (findings.length > 0)
      throw new Error(`${findings.length} findings:\n${findings.join('\n')}`);
  },
};

async function fuzz(what: FuzzerName, seed: number, cases: number): Promise<FuzzResult> {
  const collectGarbage = garbageCollector();
  const findings: string[] = [];
  const heapBytes: number[] = [];
  const every = Math.ceil(cases / MEMORY_SAMPLES);
  let done = 0;
  let slowestMs = 0;
  const startedMs = performance.now();
  const counts = await FUZZERS[what]({
    seed,
    cases,
    onFinding(finding) {
      findings.push(keep(what, finding, findings.length));
    },
    onCase(elapsedMs) {
      slowestMs = Math.max(slowestMs, elapsedMs);
      if (++done % every !== 0) return;
      collectGarbage();
      const { heapUsed, external } = process.memoryUsage();
      heapBytes.push(heapUsed + external);
    },
  });
  const seconds = (performance.now() - startedMs) / 1000;
  if (slowestMs > MAX_CASE_MS) findings.push(`${what}: a case took ${Math.round(slowestMs)} ms`);
  const grown = (heapBytes.at(-1) ?? 0) - (heapBytes[FIRST_SAMPLE] ?? Number.POSITIVE_INFINITY);
  if (grown > MAX_GROWTH_BYTES) findings.push(`${what}: memory grew by ${grown} bytes`);
  return {
    what,
    seed,
    cases,
    casesPerSecond: Math.round(cases / seconds),
    slowestMs: Math.round(slowestMs),
    heapMiB: heapBytes.map((bytes) => Math.round(bytes / 2 ** 20)),
    counts,
    findings,
  };
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/** Bodies as files, for the regression test that runs through them all. */
function keep(what: FuzzerName, { problem, bodies }: FuzzFinding, known: number): string {
  if (known >= MAX_KEPT_FINDINGS) return `${what}: ${problem}`;
  const files = bodies.map((body) => {
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
    mkdirSync(FINDINGS_FOLDER, { recursive: true });
    const file = join(FINDINGS_FOLDER, `${what}-${hash}.bin`);
    writeFileSync(file, body);
    return file;
  });
  return `${what}: ${problem}\n  ${files.join('\n  ')}`;
}

function inWords(result: FuzzResult): string {
  const { what, seed, cases, casesPerSecond, slowestMs, heapMiB, counts, findings } = result;
  const ends = Object.entries(counts).map(([end, count]) => `${end} ${count}`);
  return [
    `${what}: ${cases} cases, seed ${seed}, ${findings.length} findings, ${casesPerSecond} cases/s`,
    `  ${ends.join(', ')}`,
    `  slowest case ${slowestMs} ms; memory in MiB, a tenth of the cases each: ${heapMiB.join(' ')}`,
  ].join('\n');
}
