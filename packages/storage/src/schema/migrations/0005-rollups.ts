// Spans per minute, service, operation, kind and status: how many, how long, and a histogram of how long,
// written with the spans (write/rollups-block.ts). Takes the place of `operations`, whose counts per day are
// sums of it.

import { rollupsOfSpans } from '../rollups-of-spans.ts';
import type { Migration } from './migration.ts';

export const rollupsMigration: Migration = {
  version: 5,
  name: 'rollups',
  statements: [
    // Counts add up, so a step that was cut off begins again from nothing.
    'DROP TABLE IF EXISTS rollups',
    `CREATE TABLE rollups (
      day Date,
      service_name LowCardinality(String),
      name LowCardinality(String),
      kind UInt8,
      status_code UInt8,
      minute DateTime('UTC') CODEC(Delta, ZSTD(1)),
      span_count SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
      -- With those that sampling left out.
      weighted_count SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
      -- Nanoseconds; a negative duration counts as none.
      duration_sum SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
      -- Bucket and number of spans. Bucket 0: no duration, or a negative one. Bucket n > 0 begins at
      -- 2^floor((n-1)/16) * (1 + ((n-1) % 16)/16) nanoseconds, where the next one ends.
      duration_histogram SimpleAggregateFunction(sumMap, Tuple(Array(UInt16), Array(UInt64)))
        CODEC(ZSTD(1)),
      last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC')) CODEC(ZSTD(1))
    )
    ENGINE = AggregatingMergeTree
    PARTITION BY day
    ORDER BY (service_name, name, kind, status_code, minute)
    SETTINGS non_replicated_deduplication_window = 1000`,
    // On a small machine a query has 300 MiB.
    `INSERT INTO rollups ${rollupsOfSpans(1)} SETTINGS max_bytes_before_external_group_by = 67108864`,
    'DROP TABLE IF EXISTS operations',
  ],
};
