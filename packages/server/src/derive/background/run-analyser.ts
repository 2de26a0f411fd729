// Runs the background analysis until it is closed: slice after slice, with a pause between them. A slice that fails is
// tried again, later each time.

import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailableError } from '@throughline/storage/contract/errors';
import type { Logger } from '@throughline/storage/contract/logger';
import type { TraceAnalyser } from './trace-analyser.ts';

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/** What it gives back ends it within the slice; what that leaves is taken up after the next start. */
export function runAnalyser(analyser: TraceAnalyser, logger: Logger): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function loop(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      let pauseMs: number;
      try {
        ({ pauseMs } = await analyser.runOnce(signal));
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        if (signal.aborted) return;
        analyser.failed();
        const reason = error instanceof Error ? error.message : String(error);
        if (error instanceof StoreUnavailableError) logger.info({ reason }, 'analysis: later');
        else logger.warn({ reason }, 'the analysis of arriving traces failed and is tried again');
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
    await analyser.saveUsual().catch((error: unknown) => {
      logger.info({ reason: String(error) }, 'what was learned in the last minute is lost');
    });
  };
}
