// npm run bench -- ingest: the built server and a real engine under the canonical workload.

import { parseArgs } from 'node:util';
import { type Benchmark, positiveOption } from '../benchmark.ts';
import { machineFacts } from '../measure/machine-facts.ts';
import { benchIngest, type IngestResult } from './ingest-bench.ts';

const DEFAULT_SPANS = 1_000_000;
/** What the figures of others were measured with as well. */
const DEFAULT_IN_FLIGHT = 4;

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

export const ingestBenchmark: Benchmark = {
  usage: '[--spans N] [--in-flight N] [--seed N] [--profile DIR] [--json]',
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        spans: { type: 'string' },
        'in-flight': { type: 'string' },
        seed: { type: 'string' },
        profile: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const result = await benchIngest({
      spans: positiveOption('spans', values.spans, DEFAULT_SPANS),
      inFlight: positiveOption('in-flight', values['in-flight'], DEFAULT_IN_FLIGHT),
      seed: positiveOption('seed', values.seed, 1),
      ...(values.profile === undefined ? {} : { profileDir: values.profile }),
    });
    const machine = machineFacts();
    if (values.json) console.log(JSON.stringify({ machine, result }));
    else {
      console.log(
        `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Linux ${machine.kernel}, Node ${machine.node}`,
      );
      console.table(ingestTable(result));
    }
  },
};
