// Which services and operations there are, how many spans and errors each day, written with the spans
// (write/operations-block.ts): the catalogue behind the lists of the search page.

import type { Migration } from './migration.ts';

const OPERATIONS_OF_SPANS = `
  SELECT
    toDate(received_at) AS day,
    service_name,
    name,
    kind,
    count() AS span_count,
    countIf(status_code = 2) AS error_count,
    max(received_at) AS last_seen
  FROM spans
  GROUP BY day, service_name, name, kind`;

export const operationsMigration: Migration = {
  version: 3,
  name: 'operations',
  statements: [
    // Counts add up, so a step that was cut off begins again from nothing.
    'DROP TABLE IF EXISTS operations',
    `CREATE TABLE operations (
      day Date,
      service_name LowCardinality(String),
      name String,
      kind UInt8,
      span_count SimpleAggregateFunction(sum, UInt64),
      error_count SimpleAggregateFunction(sum, UInt64),
      last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
    )
    ENGINE = AggregatingMergeTree
    PARTITION BY day
    ORDER BY (service_name, name, kind)
    SETTINGS non_replicated_deduplication_window = 1000`,
    `INSERT INTO operations ${OPERATIONS_OF_SPANS}`,
  ],
};
