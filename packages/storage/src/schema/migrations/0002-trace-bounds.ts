// When each trace begins and ends, written with its spans (write/trace-bounds-block.ts): search by trace
// duration and order by trace start without reading spans.

import type { Migration } from './migration.ts';

const BOUNDS_OF_SPANS = `
  SELECT
    toDate(received_at) AS day,
    trace_id,
    min(filed_ns) AS start_ns,
    max(greatest(filed_ns, spans.start_ns + toUInt64(duration_ns))) AS end_ns
  FROM spans
  GROUP BY day, trace_id`;

export const traceBoundsMigration: Migration = {
  version: 2,
  name: 'trace bounds',
  statements: [
    `CREATE TABLE IF NOT EXISTS trace_bounds (
      day Date,
      trace_id FixedString(16) CODEC(NONE),
      start_ns SimpleAggregateFunction(min, UInt64) CODEC(ZSTD(1)),
      end_ns SimpleAggregateFunction(max, UInt64) CODEC(ZSTD(1))
    )
    ENGINE = AggregatingMergeTree
    PARTITION BY day
    ORDER BY trace_id
    SETTINGS non_replicated_deduplication_window = 1000`,
    // For spans of an earlier version. Minimum and maximum do not mind to see a span again.
    `INSERT INTO trace_bounds ${BOUNDS_OF_SPANS}`,
  ],
};
