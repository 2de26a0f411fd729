// A result as it is kept in a file: the figures, and what they depend on.

import { readFileSync } from 'node:fs';
import type { CodecResult } from '../codec/codec-bench.ts';
import type { GrowResult } from '../ingest/grow-bench.ts';
import type { ProtocolResult } from '../ingest/protocol-bench.ts';
import type { SoakResult } from '../ingest/soak-bench.ts';
import type { JaegerSetupResult } from '../jaeger-setup/jaeger-bench.ts';
import { type Calibration, calibrate } from '../measure/calibration.ts';
import { gitRevision, type MachineFacts, machineFacts } from '../measure/machine-facts.ts';
import type { ProfileShare } from '../profile/profile-summary.ts';
import type { QuerySize } from '../query/query-bench.ts';
import type { WebResult } from '../web/web-bench.ts';

export interface RunFacts {
  /** What was typed behind `npm run bench --`. */
  readonly arguments: readonly string[];
  readonly revision: string;
  readonly startedAt: string;
  readonly machine: MachineFacts;
  /** Of a fixed loop, before and after: they tell how busy the machine was with other work. */
  readonly calibration: { readonly before: Calibration; readonly after: Calibration };
}

export interface IngestResult {
  readonly kind: 'ingest';
  readonly run: RunFacts;
  readonly inFlight: number;
  readonly seed: number;
  readonly protocols: readonly ProtocolResult[];
  /** Of the server's CPU, when a profile was asked for: by protocol. */
  readonly profiles?: Readonly<Record<string, readonly ProfileShare[]>>;
}

export type BenchResult =
  | IngestResult
  | { readonly kind: 'grow'; readonly run: RunFacts; readonly grow: GrowResult }
  | { readonly kind: 'soak'; readonly run: RunFacts; readonly soak: SoakResult }
  | { readonly kind: 'codec'; readonly run: RunFacts; readonly codec: CodecResult }
  | { readonly kind: 'web'; readonly run: RunFacts; readonly web: WebResult }
  | { readonly kind: 'query'; readonly run: RunFacts; readonly sizes: readonly QuerySize[] }
  | {
      readonly kind: 'jaeger-setup';
      readonly run: RunFacts;
      readonly jaegerSetup: JaegerSetupResult;
    };

const KINDS = ['ingest', 'grow', 'soak', 'codec', 'query', 'jaeger-setup', 'web'];

/** Runs `measure` and tells what its figures depend on. */
export async function withRunFacts<T>(
  name: string,
  args: readonly string[],
  measure: () => Promise<T> | T,
): Promise<{ readonly run: RunFacts; readonly measured: T }> {
  const startedAt = new Date().toISOString();
  const [revision, machine, before] = [gitRevision(), machineFacts(), calibrate()];
  const measured = await measure();
  const run = {
    arguments: [name, ...args],
    revision,
    startedAt,
    machine,
    calibration: { before, after: calibrate() },
  };
  return { run, measured };
}

export function readBenchResult(file: string): BenchResult {
  const result = JSON.parse(readFileSync(file, 'utf8')) as Partial<BenchResult>;
  if (result.kind === undefined || !KINDS.includes(result.kind)) {
    throw new Error(`${file} is not the result of a benchmark that can be reported`);
  }
  return result as BenchResult;
}
