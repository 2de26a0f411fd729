// The test suites: unit (pure and quick), repository (the tree itself), integration (the real engine)
// and e2e (the built product in real processes and a real browser). "npm test" runs them one by one.

import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { findChromium } from './tools/bootstrap/chromium.mjs';

const NOT_OURS = ['**/node_modules/**', '**/dist/**'];

/** What is waited for comes at once, or late on a machine that is busy; the default of a second is neither. */
const POLL_TIMEOUT_MS = 20_000;
const POLLING = { poll: { timeout: POLL_TIMEOUT_MS } };

/** Far more than any takes by itself: a machine that is busy is no failure. */
const UNIT_TIMEOUT_MS = 30_000;

/** An engine or a server has to start, on a machine that may be busy. */
const PROCESS_TIMEOUT_MS = 60_000;

/** A browser flow starts the product, the shop and Chromium; an SDK has to be installed first. */
const E2E_TIMEOUT_MS = 240_000;

/**
 * Each starts whole products, on ports that the system chooses, and waits for them most of the time. None judges how
 * long anything takes but by what the product promises on any machine.
 */
const E2E_AT_ONCE = Math.min(2, availableParallelism());

export default defineConfig({
  test: {
    // Vitest leaves one core free for itself, which is half of a machine with two.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'unit',
          expect: POLLING,
          include: ['{packages/*,demo,bench}/**/*.test.{ts,tsx}'],
          exclude: [...NOT_OURS, '**/*.integration.test.ts'],
          isolate: false,
          setupFiles: ['tools/fresh-modules.ts'],
          testTimeout: UNIT_TIMEOUT_MS,
        },
      },
      {
        test: {
          name: 'repository',
          include: ['tools/**/*.test.ts'],
          exclude: NOT_OURS,
          testTimeout: UNIT_TIMEOUT_MS,
        },
      },
      {
        test: {
          name: 'integration',
          expect: POLLING,
          include: ['{packages/*,demo,bench}/**/*.integration.test.ts'],
          exclude: NOT_OURS,
          // One engine for all files; each makes a database of its own in it.
          env: { CHROMIUM_PATH: findChromium() ?? '' },
          globalSetup: ['packages/storage/src/testing/test-engine-setup.ts'],
          testTimeout: PROCESS_TIMEOUT_MS,
          hookTimeout: PROCESS_TIMEOUT_MS,
        },
      },
      {
        test: {
          name: 'e2e',
          expect: POLLING,
          include: ['e2e/**/*.test.ts'],
          exclude: NOT_OURS,
          env: { CHROMIUM_PATH: findChromium() ?? '' },
          testTimeout: E2E_TIMEOUT_MS,
          hookTimeout: E2E_TIMEOUT_MS,
          maxWorkers: E2E_AT_ONCE,
          // After the others: another number of files at once.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
