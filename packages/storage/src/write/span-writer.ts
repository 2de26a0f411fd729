// The way in: batches are kept in the spool, which makes them durable, and taken from there to the engine.

import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { ClickHouse } from '../client/clickhouse.ts';
import type { Logger } from '../contract/logger.ts';
import type { WriteStats } from '../contract/span-store.ts';
import type { WriteObserver } from '../contract/write-observer.ts';
import { Spool } from '../spool/spool.ts';
import { SpoolDrain } from '../spool/spool-drain.ts';
import type { SpoolLimits } from '../spool/spool-limits.ts';
import { batchRecord, createBlockWriters } from './batch-record.ts';
import { GroupWriter, type WriteLimits } from './group-writer.ts';
import { createInsertRecords } from './insert-records.ts';
import { observeInserts, recordBytes } from './observed-insert.ts';
import { StoredOrigins } from './origin-rows.ts';

/** For the engine to say that it is there, before a failed insert is tried again. */
const REACHABLE_TIMEOUT_MS = 5_000;

export interface SpanWriterOptions {
  readonly clickhouse: ClickHouse;
  readonly spoolDir: string;
  readonly logger: Logger;
  readonly limits: WriteLimits & SpoolLimits;
  readonly observer: WriteObserver;
}

export interface SpanWriter {
  append(bodyBytes: number, decode: (batch: SpanBatch) => AppendOutcome): Promise<AppendOutcome>;
  /** Resolves when everything that was acknowledged can be found. */
  drained(): Promise<void>;
  stats(): WriteStats;
  /** Why spans will soon be refused, if so. */
  alarm(): Promise<string | undefined>;
  close(timeoutMs: number): Promise<void>;
}

export async function openSpanWriter(options: SpanWriterOptions): Promise<SpanWriter> {
  const { clickhouse, spoolDir, logger, limits, observer } = options;
  const spool = new Spool(spoolDir, limits, logger);
  await spool.open();
  const stored = new StoredOrigins();
  const writers = createBlockWriters();
  /** Which origins a spool file brings, by the file's id, until the file is settled. */
  const originsOf = new Map<string, Set<string>>();
  const inserts = observeInserts(createInsertRecords(clickhouse), observer);
  const target = {
    insert: inserts.insert,
    isReachable: (signal: AbortSignal) => isReachable(clickhouse, signal),
    settled(token: string, isStored: boolean) {
      if (isStored) stored.add(originsOf.get(token) ?? []);
      originsOf.delete(token);
      inserts.settled(token);
    },
  };
  const drain = new SpoolDrain(spool, target, logger);

  async function keep(batch: SpanBatch): Promise<void> {
    const startedMs = performance.now();
    const { record, originKeys } = batchRecord(batch, stored, writers);
    const segment = await spool.append(record);
    inserts.kept(segment);
    const durationMs = performance.now() - startedMs;
    observer.kept({ spans: record.spans, bytes: recordBytes(record), durationMs });
    if (originKeys.length > 0) {
      const keys = originsOf.get(segment) ?? new Set();
      for (const key of originKeys) keys.add(key);
      originsOf.set(segment, keys);
    }
    drain.notify();
    await drain.keepsUp();
  }

  const groups = new GroupWriter(keep, limits);
  return {
    async append(bodyBytes, decode) {
      const startedMs = performance.now();
      const outcome = await groups.append(bodyBytes, decode);
      if (outcome.acceptedSpans > 0) observer.appended(performance.now() - startedMs);
      return outcome;
    },
    drained: () => drain.drained(),
    stats: () => ({ ...groups.stats, ...drain.stats(), spool: spool.stats() }),
    alarm: () => spool.alarm(),
    async close(timeoutMs) {
      await groups.close();
      await within(timeoutMs, drain.drained());
      await drain.stop();
      await spool.close();
    },
  };
}

async function isReachable(clickhouse: ClickHouse, stopping: AbortSignal): Promise<boolean> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(REACHABLE_TIMEOUT_MS)]);
  try {
    await clickhouse.client().command({ query: 'SELECT 1', abort_signal: signal });
    return true;
  } catch {
    return false;
  }
}

async function within(timeoutMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}
