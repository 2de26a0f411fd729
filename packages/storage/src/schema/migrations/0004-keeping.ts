// What keeping and deleting needs: which traces a deletion takes (written down before the first span
// goes, so that a crash in the middle leaves nothing half deleted), and the record of deletions.

import type { Migration } from './migration.ts';

export const keepingMigration: Migration = {
  version: 4,
  name: 'keeping',
  statements: [
    // The same value as before, without the alias, which a mutation cannot compute.
    `ALTER TABLE spans MODIFY COLUMN filed_at DateTime('UTC') MATERIALIZED toDateTime(intDiv(if(
      start_ns < 946684800000000000
        OR start_ns > (toUnixTimestamp64Milli(received_at) + 86400000) * 1000000,
      toUInt64(toUnixTimestamp64Milli(received_at) * 1000000),
      start_ns), 1000000000), 'UTC')
      CODEC(Delta, ZSTD(1))`,
    `CREATE TABLE IF NOT EXISTS deletion_traces (
      job UUID,
      created_at DateTime DEFAULT now(),
      trace_id FixedString(16) CODEC(NONE)
    )
    ENGINE = MergeTree
    PARTITION BY job
    ORDER BY trace_id`,
    `CREATE TABLE IF NOT EXISTS audit (
      id UUID,
      requested_at DateTime64(3, 'UTC'),
      updated_at DateTime64(3, 'UTC'),
      state LowCardinality(String),
      request_id String,
      remote_address String,
      user_agent String,
      query String,
      traces UInt64,
      spans UInt64,
      error String
    )
    ENGINE = ReplacingMergeTree(updated_at)
    ORDER BY (requested_at, id)`,
  ],
};
