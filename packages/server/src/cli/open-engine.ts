// The storage engine as the server holds it, embedded or external: how to reach it, how it is.

import type { EngineConnection } from '@throughline/storage/contract/engine-connection';
import { startEmbeddedEngine } from '@throughline/storage/engine/embedded-engine';
import type { Logger } from 'pino';
import type { EmbeddedEngineConfig, EngineConfig } from '../config/server-config.ts';
import { connectExternalEngine } from './external-engine.ts';

export interface EngineHandle {
  readonly connection: EngineConnection;
  readonly kind: EngineConfig['kind'];
  readonly dataDir: string | undefined;
  /** One word for /api/v1/status. */
  state(): string;
  /** Why it cannot be used now, or undefined. */
  problem(): string | undefined;
  stop(): Promise<void>;
}

export async function openEngine(config: EngineConfig, logger: Logger): Promise<EngineHandle> {
  if (config.kind === 'embedded') return openEmbedded(config, logger);
  const connection = await connectExternalEngine(config);
  return {
    connection,
    kind: 'external',
    dataDir: undefined,
    state: () => 'connected',
    problem: () => undefined,
    stop: async () => {},
  };
}

async function openEmbedded(config: EmbeddedEngineConfig, logger: Logger): Promise<EngineHandle> {
  const { dataDir, memoryBytes } = config;
  const engine = await startEmbeddedEngine({
    dataDir,
    logger,
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  });
  return {
    connection: engine,
    kind: 'embedded',
    dataDir,
    state: () => engine.state.status,
    problem() {
      const { status, lastError } = engine.state;
      if (status === 'ready') return undefined;
      const reason = lastError === undefined ? '' : `: ${lastError}`;
      return `the embedded engine is ${status}${reason}`;
    },
    stop: () => engine.stop(),
  };
}
