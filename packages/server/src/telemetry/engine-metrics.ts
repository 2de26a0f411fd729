// The health of the engine and of the disks, for /metrics. Asked at each scrape, and not waited for: an
// engine that hangs is an engine that is not up, and its other figures stay those of its last answer.

import { statfs } from 'node:fs/promises';
import type { EngineFigures } from '@throughline/storage/contract/engine-figures';
import type { Registry } from 'prom-client';
import { createCachedProbe, type ProbeTimes } from './cached-probe.ts';
import { type Figures, gauge, registerFigures } from './metric-registry.ts';
import { METRIC_TABLE } from './metric-table.ts';

export interface EngineSource {
  figures(signal: AbortSignal): Promise<EngineFigures>;
  /** How often the embedded engine was started again. */
  restarts(): number;
  readonly dataDir: string;
  /** For tests; by default a scrape waits a second. */
  readonly times?: ProbeTimes;
}

const UNKNOWN: EngineFigures = {
  memoryBytes: 0,
  runningMerges: 0,
  parts: 0,
  mostPartsOfPartition: 0,
  storedBytes: 0,
  diskFreeBytes: 0,
  diskTotalBytes: 0,
};

const ENGINE_FIGURES: Figures<EngineFigures> = [
  [METRIC_TABLE.engineMemory, (now) => now.memoryBytes],
  [METRIC_TABLE.engineMerges, (now) => now.runningMerges],
  [METRIC_TABLE.engineParts, (now) => now.parts],
  [METRIC_TABLE.enginePartitionParts, (now) => now.mostPartsOfPartition],
  [METRIC_TABLE.engineStoredBytes, (now) => now.storedBytes],
  [METRIC_TABLE.engineDiskFree, (now) => now.diskFreeBytes],
  [METRIC_TABLE.engineDiskSize, (now) => now.diskTotalBytes],
];

/** Returns what is to be done before each scrape. */
export function registerEngineMetrics(
  registry: Registry,
  { figures, restarts, dataDir, times }: EngineSource,
): () => Promise<void> {
  const engine = createCachedProbe(figures, times);
  const disk = createCachedProbe(() => statfs(dataDir), times);
  const up = gauge(registry, METRIC_TABLE.engineUp);
  const dataDirFree = gauge(registry, METRIC_TABLE.dataDirFree);
  const dataDirSize = gauge(registry, METRIC_TABLE.dataDirSize);
  let latest = UNKNOWN;
  registerFigures(registry, ENGINE_FIGURES, () => latest);
  registerFigures(registry, [[METRIC_TABLE.engineRestarts, (now: number) => now]], restarts);
  return async () => {
    const [{ value, isCurrent }, { value: space }] = await Promise.all([
      engine.latest(),
      disk.latest(),
    ]);
    latest = value ?? UNKNOWN;
    up.set(isCurrent ? 1 : 0);
    if (space === undefined) return;
    dataDirFree.set(space.bavail * space.bsize);
    dataDirSize.set(space.blocks * space.bsize);
  };
}
