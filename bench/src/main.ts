// npm run bench: the numbers we publish. `ingest` (the default) and `codec`; `--json` for machines.

import { parseArgs } from 'node:util';
import { benchCodec } from './codec.ts';
import { benchIngest, type IngestResult } from './ingest/ingest-bench.ts';
import { machineFacts } from './measure/machine-facts.ts';

const DEFAULT_SPANS = 1_000_000;
/** What the figures of others were measured with as well. */
const DEFAULT_IN_FLIGHT = 4;
const CODEC_ROUNDS = 20;

const USAGE = `npm run bench -- [ingest | codec] [--spans N] [--in-flight N] [--seed N] [--profile DIR] [--json]`;

function positive(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(
    `--${name} must be a whole number above 0, not ${JSON.stringify(text)}\n${USAGE}`,
  );
}

function figure(value: number, digits = 2): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

function ingestTable(result: IngestResult): Record<string, string> {
  const mebibytes = (bytes: number) => `${figure(bytes / 2 ** 20, 0)} MiB`;
  return {
    protocol: result.protocol,
    spans: `${figure(result.spans)} sent, ${figure(result.spansStored)} stored`,
    'spans/s': figure(result.spansPerSecond, 0),
    'CPU per span, server': `${figure(result.serverCpuMicrosPerSpan)} µs`,
    'CPU per span, engine': `${figure(result.engineCpuMicrosPerSpan)} µs`,
    'CPU per span, engine, merges at rest': `${figure(result.engineCpuMicrosPerSpanSettled)} µs`,
    'peak memory, server': mebibytes(result.serverPeakBytes),
    'peak memory, engine': mebibytes(result.enginePeakBytes),
    'bytes per span, on the wire': figure(result.wireBytesPerSpan, 0),
    'bytes per span, on disk': figure(result.diskBytesPerSpan, 1),
    'request latency p50, p99': `${figure(result.latencyMs.p50, 0)} ms, ${figure(result.latencyMs.p99, 0)} ms`,
    'requests sent again': figure(result.retries),
  };
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      spans: { type: 'string' },
      'in-flight': { type: 'string' },
      seed: { type: 'string' },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [what = 'ingest', ...rest] = positionals;
  if (rest.length > 0 || !['ingest', 'codec'].includes(what)) {
    throw new Error(`unknown benchmark ${JSON.stringify(positionals.join(' '))}\n${USAGE}`);
  }
  const machine = machineFacts();
  if (what === 'codec') {
    const result = benchCodec(CODEC_ROUNDS);
    console.log(values.json ? JSON.stringify({ machine, result }) : result);
    return;
  }
  const result = await benchIngest({
    spans: positive('spans', values.spans, DEFAULT_SPANS),
    inFlight: positive('in-flight', values['in-flight'], DEFAULT_IN_FLIGHT),
    seed: positive('seed', values.seed, 1),
    ...(values.profile === undefined ? {} : { profileDir: values.profile }),
  });
  if (values.json) console.log(JSON.stringify({ machine, result }));
  else {
    console.log(
      `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Linux ${machine.kernel}, Node ${machine.node}`,
    );
    console.table(ingestTable(result));
  }
}

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
