// A store on an empty database, with a spool in a temporary directory; both go when the test file is
// through. Import it only from test files.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { EngineConnection } from '../contract/engine-connection.ts';
import { silentLogger } from '../contract/logger.ts';
import type { SpanStore } from '../contract/span-store.ts';
import { openSpanStore } from '../open-span-store.ts';
import { createTestDatabase } from './create-test-database.ts';

const spoolDirs: string[] = [];

/** A directory that is removed at the end. */
export async function createTestSpoolDir(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'throughline-spool-'));
  spoolDirs.push(directory);
  return directory;
}

/** On an empty database when no connection is given. */
export async function openTestStore(connection?: EngineConnection): Promise<SpanStore> {
  return openSpanStore({
    connection: connection ?? (await createTestDatabase()),
    logger: silentLogger,
    spoolDir: await createTestSpoolDir(),
  });
}

afterAll(async () => {
  for (const directory of spoolDirs.splice(0)) {
    await rm(directory, { recursive: true, force: true });
  }
});
