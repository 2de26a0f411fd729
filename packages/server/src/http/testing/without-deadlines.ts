// A store, and the reads around it, whose time does not run out. Samples of what is usual are ended by deadlines of
// seconds, with what was read until then: on a busy machine that is less than what a test has sent.

import type { SpanStore } from '@throughline/storage/contract/span-store';
import { vi } from 'vitest';

/** Longer than a test may take. */
const TIMEOUT_MS = 600_000;

/** For as long as the test file runs. */
export function withoutDeadlines(store: SpanStore): SpanStore {
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => new AbortController().signal);
  const { traceql } = store;
  return {
    ...store,
    traceql: {
      ...traceql,
      search: (asked, signal) =>
        traceql.search({ ...asked, limits: { ...asked.limits, timeoutMs: TIMEOUT_MS } }, signal),
    },
  };
}
