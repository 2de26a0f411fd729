// A fresh, empty database for a test file. With test-engine-setup.ts among vitest's global set-ups
// all files share its engine; without it a file gets an engine of its own, stopped at its end.
// Import it only from test files.

import { randomBytes } from 'node:crypto';
import { afterAll, inject } from 'vitest';
import type { EngineConnection } from '../contract/engine-connection.ts';
import { engineCommand } from '../engine/engine-request.ts';
import { startTestEngine, type TestEngine } from './start-test-engine.ts';
// For the type of what the set-up provides.
import type {} from './test-engine-setup.ts';

const COMMAND_TIMEOUT_MS = 30_000;

const created: EngineConnection[] = [];
let ownEngine: Promise<TestEngine> | undefined;

/** A connection whose `database` exists and is empty; dropped when the test file is through. */
export async function createTestDatabase(): Promise<EngineConnection> {
  const engine = inject('throughlineEngine') ?? (await startOwnEngine()).connection;
  const database = `test_${randomBytes(8).toString('hex')}`;
  await engineCommand(engine, `CREATE DATABASE ${database}`, COMMAND_TIMEOUT_MS);
  const connection = { ...engine, database };
  created.push(connection);
  return connection;
}

function startOwnEngine(): Promise<TestEngine> {
  ownEngine ??= startTestEngine();
  return ownEngine;
}

afterAll(async () => {
  for (const connection of created.splice(0)) {
    await engineCommand(connection, `DROP DATABASE ${connection.database}`, COMMAND_TIMEOUT_MS);
  }
  await (await ownEngine)?.stop();
  ownEngine = undefined;
});
