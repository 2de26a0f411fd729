// Smaller granules of spans and of bounds: a search for a value that few traces have, and then those traces, lie in as
// many granules as there are traces, and each is read as a whole (docs/adr/0011). Parts of earlier versions are taken
// over as they are, without being read; merges bring the new granules.

import type { Migration } from './migration.ts';

/** Settings that cannot be changed later are those of a new table, which takes the parts of the old one. */
function rebuilt(table: string, definition: string): string[] {
  const next = `${table}_of_next_version`;
  return [
    `DROP TABLE IF EXISTS ${next} SYNC`,
    `CREATE TABLE ${next} AS ${table} ${definition}`,
    `ALTER TABLE ${next} ATTACH PARTITION ALL FROM ${table}`,
    `EXCHANGE TABLES ${next} AND ${table}`,
    `DROP TABLE ${next} SYNC`,
  ];
}

export const fineGranulesMigration: Migration = {
  version: 11,
  name: 'fine granules',
  statements: [
    // For a granule of a small column 64 KiB were decompressed.
    ...rebuilt(
      'spans',
      `ENGINE = MergeTree
      PARTITION BY toDate(received_at)
      ORDER BY (toStartOfMinute(filed_at), trace_id, start_ns)
      SETTINGS non_replicated_deduplication_window = 1000, min_bytes_for_wide_part = 134217728,
        index_granularity = 2048, min_compress_block_size = 8192`,
    ),
    // Looked up by ids, which lie anywhere.
    ...rebuilt(
      'trace_bounds',
      `ENGINE = AggregatingMergeTree
      PARTITION BY day
      ORDER BY trace_id
      SETTINGS non_replicated_deduplication_window = 1000, index_granularity = 128`,
    ),
  ],
};
