// npm run bench -- ingest: the built server and a real engine under the canonical workload; by protocol,
// or as data grow (--grow), or for a long time (--minutes).

import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Benchmark, positiveOption } from '../benchmark.ts';
import { summarizeFolder } from '../profile/profile-benchmark.ts';
import type { ProfileShare } from '../profile/profile-summary.ts';
import { type BenchResult, withRunFacts } from '../report/bench-result.ts';
import { printResult } from '../report/print-result.ts';
import { PROTOCOLS, protocolByName } from '../sender/protocols.ts';
import { benchGrow } from './grow-bench.ts';
import { benchProtocol, type ProtocolResult } from './protocol-bench.ts';
import { benchSoak } from './soak-bench.ts';

const DEFAULT_SPANS = 1_000_000;
/** What the figures of others were measured with as well. */
const DEFAULT_IN_FLIGHT = 4;
const DEFAULT_FRESHNESS_SECONDS = 10;
const GROW_FEW_SPANS = 1_000_000;
const GROW_MANY_SPANS = 50_000_000;
const GROW_WINDOW_SPANS = 2_000_000;

const OPTIONS = {
  spans: { type: 'string' },
  protocols: { type: 'string' },
  'freshness-seconds': { type: 'string' },
  'in-flight': { type: 'string' },
  seed: { type: 'string' },
  profile: { type: 'string' },
  grow: { type: 'boolean', default: false },
  'grow-from': { type: 'string' },
  'grow-to': { type: 'string' },
  'grow-window': { type: 'string' },
  minutes: { type: 'string' },
  rate: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

const parse = (args: readonly string[]) => parseArgs({ args: [...args], options: OPTIONS }).values;
type Values = ReturnType<typeof parse>;

export const ingestBenchmark: Benchmark = {
  usage: `[--spans N] [--protocols ${PROTOCOLS.map(({ name }) => name).join(',')}] [--freshness-seconds N [--rate SPANS/S]]
         [--profile DIR] [--grow [--grow-from N] [--grow-to N] [--grow-window N]] [--minutes N [--rate SPANS/S]]
         [--in-flight N] [--seed N] [--out FILE] [--json]`,
  async run(args) {
    const values = parse(args);
    if (values.grow && values.minutes !== undefined) {
      throw new Error('--grow and --minutes are benchmarks of their own: give one of them');
    }
    const result = await measure(values, args);
    printResult(result, { json: values.json, out: values.out });
  },
};

async function measure(values: Values, args: readonly string[]): Promise<BenchResult> {
  const inFlight = positiveOption('in-flight', values['in-flight'], DEFAULT_IN_FLIGHT);
  const seed = positiveOption('seed', values.seed, 1);
  if (values.grow) {
    const options = {
      fewSpans: positiveOption('grow-from', values['grow-from'], GROW_FEW_SPANS),
      manySpans: positiveOption('grow-to', values['grow-to'], GROW_MANY_SPANS),
      windowSpans: positiveOption('grow-window', values['grow-window'], GROW_WINDOW_SPANS),
    };
    const { run, measured } = await withRunFacts('ingest', args, () =>
      benchGrow({ ...options, inFlight, seed }),
    );
    return { kind: 'grow', run, grow: measured };
  }
  if (values.minutes !== undefined) {
    const seconds = 60 * positiveOption('minutes', values.minutes, 1);
    const protocol = protocolByName(values.protocols ?? 'protobuf').name;
    const rate = rateOption(values);
    const limit = rate === undefined ? {} : { spansPerSecond: rate };
    const { run, measured } = await withRunFacts('ingest', args, () =>
      benchSoak({ protocol, seconds, ...limit, inFlight, seed }),
    );
    return { kind: 'soak', run, soak: measured };
  }
  return measureProtocols(values, args, inFlight, seed);
}

function rateOption({ rate }: Values): number | undefined {
  return rate === undefined ? undefined : positiveOption('rate', rate, 1);
}

/** A new one for each run: profiles of several would be summed up. */
async function newFolder(parent: string, name: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  return mkdtemp(join(parent, `${name}-`));
}

async function measureProtocols(
  values: Values,
  args: readonly string[],
  inFlight: number,
  seed: number,
): Promise<BenchResult> {
  const names = values.protocols?.split(',') ?? PROTOCOLS.map(({ name }) => name);
  const protocols = names.map(protocolByName);
  const spans = positiveOption('spans', values.spans, DEFAULT_SPANS);
  const seconds = values['freshness-seconds'];
  // A profile is to show ingest, not the questions of the freshness measurement.
  const withoutFreshness = seconds === '0' || values.profile !== undefined;
  const freshnessSeconds = withoutFreshness
    ? 0
    : positiveOption('freshness-seconds', seconds, DEFAULT_FRESHNESS_SECONDS);
  const profiles: Record<string, ProfileShare[]> = {};
  const { run, measured } = await withRunFacts('ingest', args, async () => {
    const results: ProtocolResult[] = [];
    for (const protocol of protocols) {
      const { profile } = values;
      const profileDir =
        profile === undefined ? undefined : await newFolder(profile, protocol.name);
      const rate = rateOption(values);
      const limit = rate === undefined ? {} : { freshnessSpansPerSecond: rate };
      const options = { spans, inFlight, seed, freshnessSeconds, ...limit };
      console.error(`${protocol.title} …`);
      const withProfile = profileDir === undefined ? options : { ...options, profileDir };
      results.push(await benchProtocol(protocol, withProfile));
      if (profileDir !== undefined) profiles[protocol.name] = summarizeFolder(profileDir);
    }
    return results;
  });
  const hasProfiles = values.profile !== undefined;
  return {
    kind: 'ingest',
    run,
    inFlight,
    seed,
    protocols: measured,
    ...(hasProfiles ? { profiles } : {}),
  };
}
