// Counts calls by minute in the background, so that the map of a long range need not read all its spans.

import { performance } from 'node:perf_hooks';
import type { Logger } from '@throughline/storage/contract/logger';
import type { SpanStore } from '@throughline/storage/contract/span-store';
import { pauseAfter } from './analysis-budget.ts';
import { runInBackground } from './background-loop.ts';

/** Minutes are counted when they are over: looking more often would find the same. */
const IDLE_MS = 10_000;

/** Nothing arrives around a minute for so long: services send their spans every five seconds or so. */
const REST_MS = 15_000;

export interface CallCounterOptions {
  readonly store: Pick<SpanStore, 'calls' | 'writeStats'>;
  /** Of one CPU, 0 to 1. */
  readonly cpuShare: number;
  nowMs(): number;
}

/** What it gives back ends it within the statement. */
export function runCallCounter(
  { store, cpuShare, nowMs }: CallCounterOptions,
  logger: Logger,
): () => Promise<void> {
  const step = async (signal: AbortSignal): Promise<number> => {
    const settledMs = nowMs() - REST_MS - store.writeStats().spool.oldestAgeMs;
    const startedMs = performance.now();
    const counted = await store.calls.countNext({ settledMs }, signal);
    return counted === 0 ? IDLE_MS : pauseAfter(performance.now() - startedMs, cpuShare);
  };
  return runInBackground({ name: 'the counting of calls', step }, logger);
}
