// The way in: batches are kept in the spool, which makes them durable, and taken from there to the engine.

import type { AppendOutcome } from '@throughline/model/batch/append-outcome';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { ClickHouse } from '../client/clickhouse.ts';
import type { Logger } from '../contract/logger.ts';
import type { WriteStats } from '../contract/span-store.ts';
import { Spool, type SpoolLimits } from '../spool/spool.ts';
import { SpoolDrain } from '../spool/spool-drain.ts';
import { batchRecord } from './batch-record.ts';
import { GroupWriter, type WriteLimits } from './group-writer.ts';
import { createInsertRecords } from './insert-records.ts';
import { StoredOrigins } from './origin-rows.ts';

export interface SpanWriterOptions {
  readonly clickhouse: ClickHouse;
  readonly spoolDir: string;
  readonly logger: Logger;
  readonly limits: WriteLimits & SpoolLimits;
}

export interface SpanWriter {
  append(bodyBytes: number, decode: (batch: SpanBatch) => AppendOutcome): Promise<AppendOutcome>;
  /** Resolves when everything that was acknowledged can be found. */
  drained(): Promise<void>;
  stats(): WriteStats;
  close(timeoutMs: number): Promise<void>;
}

export async function openSpanWriter(options: SpanWriterOptions): Promise<SpanWriter> {
  const { clickhouse, spoolDir, logger, limits } = options;
  const spool = new Spool(spoolDir, limits, logger);
  await spool.open();
  const stored = new StoredOrigins();
  /** Which origins a spool file brings, by the file's id. */
  const originsOf = new Map<string, string[]>();
  const insertRecords = createInsertRecords(clickhouse);
  const drain = new SpoolDrain(
    spool,
    async (records, token) => {
      await insertRecords(records, token);
      stored.add(originsOf.get(token) ?? []);
      originsOf.delete(token);
    },
    logger,
  );

  async function keep(batch: SpanBatch): Promise<void> {
    const { record, originKeys } = batchRecord(batch, stored);
    const segment = await spool.append(record);
    if (originKeys.length > 0) {
      originsOf.set(segment, [...(originsOf.get(segment) ?? []), ...originKeys]);
    }
    drain.notify();
  }

  const groups = new GroupWriter(keep, limits);
  return {
    append: (bodyBytes, decode) => groups.append(bodyBytes, decode),
    drained: () => drain.drained(),
    stats: () => ({ ...groups.stats, ...drain.stats(), spool: spool.stats() }),
    async close(timeoutMs) {
      await groups.close();
      const timeout = AbortSignal.timeout(timeoutMs);
      await Promise.race([
        drain.drained(),
        new Promise((resolve) => timeout.addEventListener('abort', resolve)),
      ]);
      await drain.stop();
      await spool.close();
    },
  };
}
