// An insert that tells how long it took, how large it was, and how long its oldest record had waited on
// disk. The spool knows its files by name only, so the time of a file's first record is kept here.

import type { WriteObserver } from '../contract/write-observer.ts';
import type { InsertRecords } from '../spool/spool-drain.ts';
import { type SpoolRecord, TABLES } from '../spool/spool-record.ts';

export interface ObservedInsert {
  readonly insert: InsertRecords;
  /** A record is on disk, in the file of this name. */
  kept(token: string): void;
  /** The file is stored, or set aside. */
  settled(token: string): void;
}

export function observeInserts(
  insert: InsertRecords,
  observer: WriteObserver,
  nowMs: () => number = () => performance.now(),
): ObservedInsert {
  /** One entry per file that waits: bounded by the spool. */
  const firstKeptMs = new Map<string, number>();
  return {
    async insert(records, token, signal) {
      const startedMs = nowMs();
      await insert(records, token, signal);
      const endedMs = nowMs();
      const keptMs = firstKeptMs.get(token);
      observer.inserted({
        spans: records.reduce((sum, record) => sum + record.spans, 0),
        bytes: records.reduce((sum, record) => sum + recordBytes(record), 0),
        durationMs: endedMs - startedMs,
        waitedMs: keptMs === undefined ? undefined : endedMs - keptMs,
      });
    },
    kept(token) {
      if (!firstKeptMs.has(token)) firstKeptMs.set(token, nowMs());
    },
    settled: (token) => firstKeptMs.delete(token),
  };
}

/** Of all its tables together. */
export function recordBytes({ bodies }: SpoolRecord): number {
  return TABLES.reduce((sum, table) => sum + bodies[table].length, 0);
}
