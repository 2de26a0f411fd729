// An engine for tests: a real ClickHouse in a temporary directory, known to the tests only by its
// connection, as an external one would be. `stop` removes all of it.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineConnection } from '../contract/engine-connection.ts';
import { silentLogger } from '../contract/logger.ts';
import { startEmbeddedEngine } from '../engine/embedded-engine.ts';

/** Several engines may run beside a browser and a compiler: tests get the smallest machine. */
const TEST_MACHINE = { cores: 2, memoryBytes: 2 * 1024 ** 3 };

export interface TestEngine {
  readonly connection: EngineConnection;
  stop(): Promise<void>;
}

export async function startTestEngine(): Promise<TestEngine> {
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-test-'));
  try {
    const engine = await startEmbeddedEngine({ dataDir, logger: silentLogger, ...TEST_MACHINE });
    const { url, username, password, database } = engine;
    return {
      // Plain data, so that it can be handed from one process of the test runner to another.
      connection: { url, username, password, database },
      async stop() {
        await engine.stop();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
}
