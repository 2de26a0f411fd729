// Vitest's global set-up: one engine for the whole run. Name this file in `globalSetup`; test files
// then call `createTestDatabase`, each for a database of its own.

import type { TestProject } from 'vitest/node';
import type { EngineConnection } from '../contract/engine-connection.ts';
import { startTestEngine } from './start-test-engine.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly throughlineEngine: EngineConnection | undefined;
  }
}

/** Gives back the tear-down. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const engine = await startTestEngine();
  project.provide('throughlineEngine', engine.connection);
  return () => engine.stop();
}
