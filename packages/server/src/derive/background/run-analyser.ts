// Runs the background analysis until it is closed.

import type { Logger } from '@throughline/storage/contract/logger';
import { runInBackground } from './background-loop.ts';
import type { TraceAnalyser } from './trace-analyser.ts';

/** What it gives back ends it within the slice; what that leaves is taken up after the next start. */
export function runAnalyser(analyser: TraceAnalyser, logger: Logger): () => Promise<void> {
  const stop = runInBackground(
    {
      name: 'the analysis of arriving traces',
      step: async (signal) => (await analyser.runOnce(signal)).pauseMs,
      failed: () => analyser.failed(),
    },
    logger,
  );
  return async () => {
    await stop();
    await analyser.saveUsual().catch((error: unknown) => {
      logger.info({ reason: String(error) }, 'what was learned in the last minute is lost');
    });
  };
}
