// `throughline serve`: runs the server until a signal, and ends the process in order. A second signal
// ends it at once; an error nobody caught ends it too, loudly, with the engine stopped.

import { EngineError } from '@throughline/storage/engine/engine-error';
import type { Logger } from 'pino';
import type { ServerConfig } from '../config/server-config.ts';
import { createLogger } from '../telemetry/logger.ts';
import { banner } from './banner.ts';
import { EXIT_FAILURE, EXIT_OK } from './exit-codes.ts';
import { letHeapGrow } from './heap-growth.ts';
import { Lifetime } from './lifetime.ts';
import { findProduct } from './product.ts';
import { startServer } from './start-server.ts';
import { StartupError } from './startup-errors.ts';

/** After a crash the state is unknown: whatever has not stopped by then is left to the exit. */
const CRASH_STOP_MS = 15_000;

/** Ctrl-C, a service manager, a terminal that was closed. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves with the exit code once everything has stopped. */
export async function serve(config: ServerConfig, warnings: readonly string[]): Promise<number> {
  letHeapGrow();
  const { logLevel: level, logFormat: format, engine } = config;
  const secrets = engine.kind === 'external' ? [engine.password] : [];
  const logger = createLogger({ level, format, secrets });
  for (const warning of warnings) logger.warn(warning);
  const lifetime = new Lifetime(logger);
  const stopping = stopOnSignals(logger);
  stopOnCrash(logger, lifetime);
  try {
    const product = findProduct();
    const server = await startServer({ config, product, logger, lifetime, stopping });
    process.stdout.write(banner(await server.status(), config.bannerFormat));
    await aborted(stopping);
  } catch (error) {
    await lifetime.stopAll();
    if (stopping.aborted) return EXIT_OK;
    reportStartFailure(error, logger);
    return EXIT_FAILURE;
  }
  const isClean = await lifetime.stopAll();
  logger.info('stopped');
  return isClean ? EXIT_OK : EXIT_FAILURE;
}

function stopOnSignals(logger: Logger): AbortSignal {
  const controller = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      logger.warn({ signal }, 'second signal: ending at once');
      process.exit(EXIT_FAILURE);
    }
    logger.info({ signal }, 'stopping; a second signal ends at once');
    controller.abort();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  return controller.signal;
}

/** Rejections that nobody handles come here too: Node.js raises them as exceptions. */
function stopOnCrash(logger: Logger, lifetime: Lifetime): void {
  process.once('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'a fault of Throughline; stopping');
    setTimeout(() => process.exit(EXIT_FAILURE), CRASH_STOP_MS);
    void lifetime.stopAll().finally(() => process.exit(EXIT_FAILURE));
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** One sentence on standard error whatever the log level; where it came from, at debug. */
function reportStartFailure(error: unknown, logger: Logger): void {
  const isKnown = error instanceof StartupError || error instanceof EngineError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    isKnown ? `throughline: ${message}\n` : `throughline: could not start: ${message}\n`,
  );
  logger.debug({ err: error }, 'start failed');
}
