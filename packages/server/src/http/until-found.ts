// Waits, before an answer that says that spans were stored, until they can be found, which is a second while the engine
// runs; but not for an engine that is away, as they are safe in the spool.

import { setTimeout as delay } from 'node:timers/promises';
import type { SpanStore } from '@throughline/storage/contract/span-store';

const FIND_TIMEOUT_MS = 10_000;

export async function untilFound(store: Pick<SpanStore, 'drained'>): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const late = delay(FIND_TIMEOUT_MS, undefined, { ref: false, signal }).catch(() => undefined);
  await Promise.race([store.drained(), late]).finally(() => waiting.abort());
}
