// Calls between services, and to databases, queues and outside services: counted once for every minute when its spans
// have arrived (calls/count-calls.ts), because a call shows itself only in two spans that come apart; and for every hour.

import type { Migration } from './migration.ts';

export const callsMigration: Migration = {
  version: 10,
  name: 'calls',
  statements: [
    // A unit is a minute or an hour. One row for every line of the map; of several counts of a unit the one that
    // `counted_calls` names. Services by their hashes. The day is that on which the last of the spans was received.
    // Bucket 0: no duration. Bucket n > 0 begins at 2^floor((n-1)/4) * (1 + ((n-1) % 4)/4) nanoseconds.
    `CREATE TABLE IF NOT EXISTS calls (
      day Date,
      unit_seconds UInt16,
      begins DateTime('UTC') CODEC(Delta, ZSTD(1)),
      counted_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
      -- A minute with many spans is counted in parts.
      part UInt16 CODEC(ZSTD(1)),
      from_type LowCardinality(String),
      from_name LowCardinality(String),
      to_type LowCardinality(String),
      to_name LowCardinality(String),
      system LowCardinality(String),
      -- Calls, as the errors with those that sampling left out.
      duration_histogram Tuple(Array(UInt16), Array(Float64)) CODEC(ZSTD(1)),
      errors Float64 CODEC(ZSTD(1)),
      shortest_ns Int64 CODEC(ZSTD(1)),
      longest_ns Int64 CODEC(ZSTD(1)),
      max_weight Float64 CODEC(ZSTD(1))
    )
    ENGINE = ReplacingMergeTree(counted_at)
    PARTITION BY day
    ORDER BY (unit_seconds, begins, from_type, from_name, to_type, to_name, part)`,
    // A count holds as long as the spans around the unit are those that it was made of.
    `CREATE TABLE IF NOT EXISTS counted_calls (
      day Date,
      unit_seconds UInt16,
      begins DateTime('UTC') CODEC(Delta, ZSTD(1)),
      counted_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
      spans_around Int64 CODEC(ZSTD(1)),
      seen_around DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
      -- Of the traces, that were looked at; the counts are scaled up.
      share Float64 CODEC(ZSTD(1))
    )
    ENGINE = ReplacingMergeTree(counted_at)
    PARTITION BY day
    ORDER BY (unit_seconds, begins)`,
  ],
};
