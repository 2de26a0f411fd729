// Waits until a Throughline says that it is ready.

import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;

/**
 * @param {string} ui base URL
 * @param {AbortSignal} signal gives up
 * @returns {Promise<boolean>} false when it was given up
 */
export async function waitUntilReady(ui, signal) {
  while (!signal.aborted) {
    try {
      const answer = await fetch(`${ui}/readyz`, { signal });
      if (answer.ok) return true;
    } catch {
      // Not listening yet, or given up: the loop's condition knows which.
    }
    await delay(POLL_MS);
  }
  return false;
}
