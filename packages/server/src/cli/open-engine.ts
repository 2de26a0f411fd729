// The storage engine as the server holds it, embedded or external: how to reach it, how it is.

import type { EngineConnection } from '@throughline/storage/contract/engine-connection';
import { openDataDirectory } from '@throughline/storage/engine/data-directory';
import { startEmbeddedEngine } from '@throughline/storage/engine/embedded-engine';
import type { Logger } from 'pino';
import type { EmbeddedEngineConfig, EngineConfig } from '../config/server-config.ts';
import { connectExternalEngine } from './external-engine.ts';

export interface EngineHandle {
  readonly connection: EngineConnection;
  readonly kind: EngineConfig['kind'];
  /** One word for /api/v1/status. */
  state(): string;
  /** How often it was started again since the start; 0 for one that others run. */
  restarts(): number;
  /** Why it cannot be used now, or undefined. */
  problem(): string | undefined;
  /** Within `graceMs`, in order or not. */
  stop(graceMs: number): Promise<void>;
}

/** Takes the data directory either way: its spool belongs to one instance. */
export async function openEngine(
  config: EngineConfig,
  dataDir: string,
  logger: Logger,
): Promise<EngineHandle> {
  if (config.kind === 'embedded') return openEmbedded(config, dataDir, logger);
  const connection = await connectExternalEngine(config);
  const directory = await openDataDirectory(dataDir, { withEngine: false });
  return {
    connection,
    kind: 'external',
    state: () => 'connected',
    restarts: () => 0,
    problem: () => undefined,
    stop: () => directory.release(),
  };
}

async function openEmbedded(
  config: EmbeddedEngineConfig,
  dataDir: string,
  logger: Logger,
): Promise<EngineHandle> {
  const { memoryBytes } = config;
  const engine = await startEmbeddedEngine({
    dataDir,
    logger,
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  });
  return {
    connection: engine,
    kind: 'embedded',
    state: () => engine.state.status,
    restarts: () => engine.state.restarts,
    problem() {
      const { status, lastError } = engine.state;
      if (status === 'ready') return undefined;
      const reason = lastError === undefined ? '' : `: ${lastError}`;
      return `the embedded engine is ${status}${reason}`;
    },
    stop: (graceMs) => engine.stop(graceMs),
  };
}
