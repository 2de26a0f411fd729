// Bounds a read by the engine's own signs of life: a long query may take its time, but an engine that
// hangs (stopped, swapping, its disk gone) must not keep whoever asked waiting for the client's timeout.

import { setTimeout as delay } from 'node:timers/promises';
import type { ClickHouse } from '../client/clickhouse.ts';
import { StoreUnavailableError } from '../contract/errors.ts';

/** Nearly all reads are over by then; those that are not make somebody look. */
const PATIENCE_MS = 3_000;

/** For a sign of life, which costs a healthy engine a millisecond, and a busy one some hundred. */
const SIGN_OF_LIFE_MS = 3_000;

const RETRY_AFTER_MS = 5_000;

/** Made once: an exception for every read that is over would cost more than all else here. */
const OVER = new Error('the read is over');

export interface WatchTimes {
  readonly patienceMs: number;
  readonly signOfLifeMs: number;
}

export async function whileEngineAnswers<T>(
  clickhouse: Pick<ClickHouse, 'answers'>,
  signal: AbortSignal | undefined,
  read: (signal: AbortSignal) => Promise<T>,
  times: WatchTimes = { patienceMs: PATIENCE_MS, signOfLifeMs: SIGN_OF_LIFE_MS },
): Promise<T> {
  const over = new AbortController();
  const hung = new AbortController();
  const asked = signal === undefined ? [hung.signal] : [hung.signal, signal];
  try {
    return await Promise.race([
      read(AbortSignal.any(asked)),
      untilHung(clickhouse, over.signal, times).then((error) => {
        throw error;
      }),
    ]);
  } catch (error) {
    // After the reason is settled: the cut request has a reason of its own.
    hung.abort();
    throw error;
  } finally {
    over.abort(OVER);
  }
}

/** Resolves when the engine gives no sign of life; never, when the read is over before. */
async function untilHung(
  clickhouse: Pick<ClickHouse, 'answers'>,
  over: AbortSignal,
  { patienceMs, signOfLifeMs }: WatchTimes,
): Promise<StoreUnavailableError> {
  for (;;) {
    try {
      await delay(patienceMs, undefined, { signal: over });
    } catch {
      return new Promise(() => {});
    }
    if (!(await clickhouse.answers(signOfLifeMs)) && !over.aborted) {
      const waitedMs = patienceMs + signOfLifeMs;
      const message = `the storage engine hangs: no sign of life for ${waitedMs / 1000} s`;
      return new StoreUnavailableError(message, RETRY_AFTER_MS);
    }
  }
}
