// Puts keeping and deleting together behind the TraceKeeper contract: a connection of its own for
// statements that take long, one thing at a time, and a loop that looks at the stored days.

import { setTimeout as delay } from 'node:timers/promises';
import { asStoreError, openClickHouse } from '../client/clickhouse.ts';
import type { EngineConnection } from '../contract/engine-connection.ts';
import { StoreUnavailableError } from '../contract/errors.ts';
import type { Logger } from '../contract/logger.ts';
import type { SpanStore } from '../contract/span-store.ts';
import type { KeeperRun, KeepStats, TraceKeeper } from '../contract/trace-keeper.ts';
import { readAudit } from './audit.ts';
import { countTarget, type DeletionContext, deleteTarget } from './requested-deletions.ts';
import type { RetentionPolicy } from './retention-policy.ts';
import { type DonePasses, runRetention } from './retention-run.ts';

/** Rewriting a large day takes minutes; a statement that is given up goes on in the engine. */
const STATEMENT_TIMEOUT_MS = 30 * 60_000;

/** Ages are kept to within this; a run with nothing to do is one small query. */
const INTERVAL_MS = 5 * 60_000;

/** Time as the keeper sees it; tests have their own. */
export interface KeeperClock {
  nowMs(): number;
  /** Also resolves when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export interface TraceKeeperOptions {
  readonly connection: EngineConnection;
  readonly logger: Logger;
  readonly policy: RetentionPolicy;
  /** Nobody else works on the database: what is unfinished was left by a crash. */
  readonly isAlone: boolean;
  readonly store: Pick<SpanStore, 'drained' | 'traceql'>;
  /** Memory of one search for what is to be deleted. */
  readonly maxQueryMemoryBytes: number;
  readonly clock?: KeeperClock;
}

const SYSTEM_CLOCK: KeeperClock = {
  nowMs: Date.now,
  async wait(ms, signal) {
    await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
  },
};

/** The database has been migrated. Nothing happens before `start` or a call. */
export function openTraceKeeper(options: TraceKeeperOptions): TraceKeeper {
  const { connection, logger, policy, isAlone, store, clock = SYSTEM_CLOCK } = options;
  const clickhouse = openClickHouse(connection, STATEMENT_TIMEOUT_MS);
  const done: DonePasses = new Map();
  const stopping = new AbortController();
  const stats: { -readonly [K in keyof KeepStats]: KeepStats[K] } = {
    runs: 0,
    failures: 0,
    droppedDays: 0,
    expiredSpans: 0,
    deletedSpans: 0,
    bytesOnDisk: 0,
  };
  let looping: Promise<void> = Promise.resolve();
  const inTurn = createTurns();
  const context = (): DeletionContext => ({
    client: clickhouse.client(),
    search: store.traceql.search,
    searchLimits: {
      timeoutMs: STATEMENT_TIMEOUT_MS,
      maxMemoryBytes: options.maxQueryMemoryBytes,
    },
    nowMs: clock.nowMs,
    drained: () => store.drained(),
  });

  async function run(): Promise<KeeperRun> {
    const found = await runRetention({
      client: clickhouse.client(),
      policy,
      nowMs: clock.nowMs(),
      done,
      isAlone,
    });
    stats.runs++;
    stats.droppedDays += found.droppedDays.length;
    stats.expiredSpans += found.deletedSpans;
    stats.bytesOnDisk = found.bytesOnDisk;
    const isIdle = found.droppedDays.length === 0 && found.deletedTraces === 0;
    if (isIdle) logger.debug({ ...found }, 'retention: nothing to delete');
    else logger.info({ ...found }, 'retention: old traces deleted');
    return found;
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await inTurn(run);
      } catch (error) {
        if (stopping.signal.aborted) return;
        const known = asStoreError(error);
        const reason = known instanceof Error ? known.message : String(known);
        stats.failures++;
        if (known instanceof StoreUnavailableError) logger.info({ reason }, 'retention: later');
        else logger.error({ reason }, 'retention failed and is tried again');
      }
      await clock.wait(INTERVAL_MS, stopping.signal);
    }
  }

  return {
    countTraces: (target) => withStoreErrors(() => countTarget(context(), target)),
    deleteTraces(target, origin) {
      return withStoreErrors(async () => {
        const result = await inTurn(() => deleteTarget(context(), target, origin));
        stats.deletedSpans += result.spans;
        return result;
      });
    },
    deletions: (limit) => withStoreErrors(() => readAudit(clickhouse.client(), limit)),
    runOnce: () => withStoreErrors(() => inTurn(run)),
    start() {
      looping = loop();
    },
    stats: () => ({ ...stats }),
    async close() {
      stopping.abort();
      await clickhouse.close();
      await looping;
    },
  };
}

/** One after the other, whatever becomes of those before. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

async function withStoreErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asStoreError(error);
  }
}
