// Spans, and the resources and scopes they come from. Why it is laid out so: docs/adr/0006.

import type { Migration } from './migration.ts';

export const spansMigration: Migration = {
  version: 1,
  name: 'spans',
  statements: [
    `CREATE TABLE IF NOT EXISTS spans (
      trace_id FixedString(16) CODEC(ZSTD(1)),
      span_id FixedString(8) CODEC(NONE),
      parent_span_id FixedString(8) CODEC(LZ4),
      trace_state LowCardinality(String),
      flags UInt32 CODEC(ZSTD(1)),
      service_name LowCardinality(String),
      name LowCardinality(String),
      kind UInt8,
      start_ns UInt64 CODEC(Delta, ZSTD(1)),
      duration_ns Int64 CODEC(ZSTD(1)),
      status_code UInt8,
      status_message LowCardinality(String),
      dropped_attributes UInt32,
      dropped_events UInt32,
      dropped_links UInt32,
      received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
      resource_id UInt64 CODEC(ZSTD(1)),
      scope_id UInt64 CODEC(ZSTD(1)),
      attr_string Map(LowCardinality(String), String) CODEC(ZSTD(1)),
      attr_int Map(LowCardinality(String), Int64) CODEC(ZSTD(1)),
      attr_double Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
      attr_other Map(LowCardinality(String), String) CODEC(ZSTD(1)),
      \`events.time_ns\` Array(UInt64) CODEC(Delta, ZSTD(1)),
      \`events.name\` Array(LowCardinality(String)),
      \`events.dropped_attributes\` Array(UInt32),
      \`events.attributes\` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
      \`links.trace_id\` Array(FixedString(16)),
      \`links.span_id\` Array(FixedString(8)),
      \`links.trace_state\` Array(LowCardinality(String)),
      \`links.flags\` Array(UInt32),
      \`links.dropped_attributes\` Array(UInt32),
      \`links.attributes\` Array(Map(LowCardinality(String), String)) CODEC(ZSTD(1)),

      -- A clock that says before 2000 or more than a day ahead is not believed: such a span is
      -- filed under the time it was received.
      filed_ns UInt64 ALIAS if(
        start_ns < 946684800000000000
          OR start_ns > (toUnixTimestamp64Milli(received_at) + 86400000) * 1000000,
        toUInt64(toUnixTimestamp64Milli(received_at) * 1000000),
        start_ns),
      filed_at DateTime('UTC') MATERIALIZED toDateTime(intDiv(filed_ns, 1000000000), 'UTC')
        CODEC(Delta, ZSTD(1)),

      INDEX trace_id_bloom trace_id TYPE bloom_filter(0.01) GRANULARITY 1,
      INDEX attr_string_bloom mapValues(attr_string) TYPE bloom_filter(0.01) GRANULARITY 1,
      INDEX filed_at_range filed_at TYPE minmax GRANULARITY 1
    )
    ENGINE = MergeTree
    PARTITION BY toDate(received_at)
    ORDER BY (toStartOfMinute(filed_at), trace_id, start_ns)
    -- A wide part is more than a hundred files, and making them costs a fresh insert as much as
    -- writing its data: up to this size a part is one file.
    SETTINGS non_replicated_deduplication_window = 1000, min_bytes_for_wide_part = 134217728`,

    `CREATE TABLE IF NOT EXISTS resources (
      day Date,
      resource_id UInt64,
      service_name String,
      schema_url String,
      json String,
      attributes Map(LowCardinality(String), String)
    )
    ENGINE = ReplacingMergeTree
    PARTITION BY day
    ORDER BY resource_id`,

    `CREATE TABLE IF NOT EXISTS scopes (
      day Date,
      scope_id UInt64,
      name String,
      version String,
      schema_url String,
      json String,
      attributes Map(LowCardinality(String), String)
    )
    ENGINE = ReplacingMergeTree
    PARTITION BY day
    ORDER BY scope_id`,
  ],
};
