// Work in the background, step after step with a pause between them, until it is closed. A step that fails is tried
// again, later each time.

import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailableError } from '@throughline/storage/contract/errors';
import type { Logger } from '@throughline/storage/contract/logger';

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

export interface BackgroundWork {
  /** For the log: "the analysis of arriving traces". */
  readonly name: string;
  /** One step; how long to rest after it. */
  step(signal: AbortSignal): Promise<number>;
  failed?(): void;
}

/** What it gives back ends it within the step. */
export function runInBackground(work: BackgroundWork, logger: Logger): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function loop(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      let pauseMs: number;
      try {
        pauseMs = await work.step(signal);
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        if (signal.aborted) return;
        work.failed?.();
        const reason = error instanceof Error ? error.message : String(error);
        if (error instanceof StoreUnavailableError) logger.info({ reason }, `${work.name}: later`);
        else logger.warn({ reason }, `${work.name} failed and is tried again`);
        pauseMs = retryMs;
        retryMs = Math.min(2 * retryMs, MAX_RETRY_MS);
      }
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  const looping = loop();
  return async () => {
    stopping.abort();
    await looping;
  };
}
