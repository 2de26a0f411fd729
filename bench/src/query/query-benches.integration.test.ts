// A small run of the benchmarks of queries, so that they cannot rot: every question is answered with what it has to
// find. No figure is judged here.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { benchJaegerSetup } from '../jaeger-setup/jaeger-bench.ts';
import { benchQuery } from './query-bench.ts';

const TIMEOUT_MS = 180_000;
const SPANS = 20_000;
const ONCE = { minRuns: 1, minSeconds: 0 };

it.concurrent('asks a store as it grows, and a kept one again', {
  timeout: TIMEOUT_MS,
}, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-query-'));
  try {
    const sizes = [SPANS, SPANS + 5_000];
    const how = { effort: ONCE, seed: 1, dataDir, untilCounted: false };
    const grown = await benchQuery({ ...how, sizes });
    // One span more is the one that is searched for.
    expect(grown.map(({ spans }) => spans)).toEqual(sizes.map((spans) => spans + 1));
    expect(grown[1]?.hours).toBeGreaterThan(grown[0]?.hours ?? 0);
    const [size] = grown;
    for (const { latencyMs, runs } of size?.questions ?? []) {
      expect(runs).toBe(1);
      expect(latencyMs.p95).toBeGreaterThan(0);
    }
    const only = ['by-id', 'equal-needle'];
    const [again] = await benchQuery({ ...how, sizes: [], only });
    expect(again?.questions.map(({ name, found }) => [name, found])).toEqual([
      ['by-id', 1],
      ['equal-needle', 1],
    ]);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});

it.concurrent("runs the set-up of Jaeger's benchmark", { timeout: TIMEOUT_MS }, async () => {
  const { figures } = await benchJaegerSetup({ spans: SPANS, effort: ONCE, seed: 1 });
  expect(figures.filter(({ published }) => published !== undefined)).toHaveLength(11);
  expect(figures.filter(({ measured }) => !(measured > 0))).toEqual([]);
});
