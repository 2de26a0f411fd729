// A small run of every mode of the ingest benchmark, so that none can rot: what it sends is what is
// stored, and every figure is there. No figure is judged here.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { summarizeFolder } from '../profile/profile-benchmark.ts';
import { PROTOCOLS } from '../sender/protocols.ts';
import { benchGrow } from './grow-bench.ts';
import { benchProtocol } from './protocol-bench.ts';
import { benchSoak } from './soak-bench.ts';

const TIMEOUT_MS = 120_000;
const SPANS = 5_000;

it.concurrent.each(PROTOCOLS)(
  'sends what it says by $name, and all of it is stored',
  {
    timeout: TIMEOUT_MS,
  },
  async (protocol) => {
    const isFirst = protocol === PROTOCOLS[0];
    const result = await benchProtocol(protocol, {
      spans: SPANS,
      inFlight: 2,
      seed: 1,
      freshnessSeconds: isFirst ? 1 : 0,
    });
    expect(result).toMatchObject({
      protocol: protocol.name,
      spans: SPANS,
      spansStored: SPANS,
      distinctSpans: SPANS,
    });
    expect(missingFigures(result)).toEqual([]);
    if (!isFirst) return;
    expect(result.freshness?.probes).toBeGreaterThan(0);
    expect(result.freshness?.notFound).toBe(0);
    expect(result.freshness?.bySearchMs.max).toBeGreaterThan(0);
  },
);

/** Names of the figures that are not above 0, which all of them have to be. */
function missingFigures(result: Awaited<ReturnType<typeof benchProtocol>>): string[] {
  const figures = {
    spansPerSecond: result.spansPerSecond,
    spansFoundPerSecond: result.spansFoundPerSecond,
    latency: result.latencyMs.p50,
    server: result.cpuAtAcknowledgement.server,
    engine: result.cpuAtRest.engine,
    sender: result.senderCpu,
    serverPeak: result.peakBytes.server,
    enginePeak: result.peakBytes.engine,
    wire: result.wireBytesPerSpan,
    disk: result.diskBytesPerSpan,
    spansTable: result.diskBytesPerSpanByTable['spans'] ?? 0,
    merged: result.diskBytesPerSpanForcedMerge,
  };
  return Object.entries(figures).flatMap(([name, value]) => (value > 0 ? [] : [name]));
}

it.concurrent('takes rates as data grow, and a profile', { timeout: TIMEOUT_MS }, async () => {
  const profileDir = await mkdtemp(join(tmpdir(), 'throughline-profile-'));
  try {
    const result = await benchGrow({
      fewSpans: 2_000,
      manySpans: 30_000,
      windowSpans: 5_000,
      inFlight: 2,
      seed: 1,
      profileDir,
    });
    expect(result.rates).toHaveLength(11);
    expect(result.rates.at(-1)?.spans).toBe(30_000);
    expect(result.acknowledgedRatio).toBeGreaterThan(0);
    // So small a run may store all of a window at once; then there is no ratio.
    expect(result.storedRatio ?? 1).toBeGreaterThan(0);
    expect(result.waitingAtEnd).toBeGreaterThanOrEqual(0);
    const parts = summarizeFolder(profileDir).map(({ part }) => part);
    expect(parts).toEqual(expect.arrayContaining(['decode', 'native', 'http', 'gc']));
  } finally {
    await rm(profileDir, { recursive: true, force: true });
  }
});

it.concurrent('follows memory over time at a given rate', { timeout: TIMEOUT_MS }, async () => {
  const result = await benchSoak({
    protocol: 'protobuf',
    seconds: 2,
    spansPerSecond: 5_000,
    inFlight: 2,
    seed: 1,
  });
  expect(result.spans).toBeGreaterThan(0);
  expect(result.spans).toBeLessThanOrEqual(12_000);
  expect(result.server.peakBytes).toBeGreaterThan(0);
  expect(result.engine.medianBytes.at(-1)).toBeGreaterThan(0);
});
