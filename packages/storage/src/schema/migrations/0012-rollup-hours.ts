// The counts of `rollups` by hour, for ranges of days: a sixtieth of the rows. Filled by the engine with every insert
// into `rollups`, so that what is taken off there is taken off here.

import type { Migration } from './migration.ts';

const COLUMNS = `day, service_name, name, kind, status_code, toStartOfHour(minute) AS hour, span_count,
      weighted_count, duration_sum, duration_histogram, last_seen`;

export const rollupHoursMigration: Migration = {
  version: 12,
  name: 'rollup-hours',
  statements: [
    // Counts add up, so a step that was cut off begins again from nothing.
    'DROP VIEW IF EXISTS rollup_hours_view',
    'DROP TABLE IF EXISTS rollup_hours',
    `CREATE TABLE rollup_hours (
      day Date,
      service_name LowCardinality(String),
      name LowCardinality(String),
      kind UInt8,
      status_code UInt8,
      hour DateTime('UTC') CODEC(Delta, ZSTD(1)),
      span_count SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
      weighted_count SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
      duration_sum SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
      duration_histogram SimpleAggregateFunction(sumMap, Tuple(Array(UInt16), Array(UInt64)))
        CODEC(ZSTD(1)),
      last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC')) CODEC(ZSTD(1))
    )
    ENGINE = AggregatingMergeTree
    PARTITION BY day
    ORDER BY (service_name, name, kind, status_code, hour)
    SETTINGS non_replicated_deduplication_window = 1000`,
    `INSERT INTO rollup_hours SELECT ${COLUMNS} FROM rollups`,
    `CREATE MATERIALIZED VIEW rollup_hours_view TO rollup_hours AS SELECT ${COLUMNS} FROM rollups`,
  ],
};
