// Events and links as one column each instead of ten: a list of tuples has its lengths once, where every list of its
// own brings them again. A span then takes 64 bytes less on its way, and the engine a sixth less CPU for an
// insert (docs/adr/0006). Queries name the parts as before: `events.name`.

import type { Migration } from './migration.ts';

/** Names and types of the parts, in the order of the tuple. */
const EVENT_PARTS = `time_ns UInt64, name LowCardinality(String), dropped_attributes UInt32,
  attributes Map(LowCardinality(String), String)`;
const LINK_PARTS = `trace_id FixedString(16), span_id FixedString(8), trace_state LowCardinality(String), flags UInt32,
  dropped_attributes UInt32, attributes Map(LowCardinality(String), String)`;

const COLUMNS_THAT_STAY = `trace_id, span_id, parent_span_id, trace_state, flags, service_name, name, kind, start_ns,
  duration_ns, status_code, status_message, dropped_attributes, dropped_events, dropped_links, received_at,
  resource_id, scope_id, attr_string, attr_int, attr_double, attr_other`;

const BELIEVED_NS = `if(
  start_ns < 946684800000000000
    OR start_ns > (toUnixTimestamp64Milli(received_at) + 86400000) * 1000000,
  toUInt64(toUnixTimestamp64Milli(received_at) * 1000000),
  start_ns)`;

export const eventsAndLinksMigration: Migration = {
  version: 8,
  name: 'events and links',
  statements: [
    'DROP TABLE IF EXISTS spans_of_next_version SYNC',
    `CREATE TABLE spans_of_next_version (
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
      events Array(Tuple(${EVENT_PARTS})) CODEC(ZSTD(1)),
      links Array(Tuple(${LINK_PARTS})) CODEC(ZSTD(1)),
      filed_ns UInt64 ALIAS ${BELIEVED_NS},
      filed_at DateTime('UTC') MATERIALIZED toDateTime(intDiv(${BELIEVED_NS}, 1000000000), 'UTC')
        CODEC(Delta, ZSTD(1)),
      INDEX trace_id_bloom trace_id TYPE bloom_filter(0.01) GRANULARITY 1,
      INDEX attr_string_bloom mapValues(attr_string) TYPE bloom_filter(0.01) GRANULARITY 1,
      INDEX attr_other_keys_bloom mapKeys(attr_other) TYPE bloom_filter(0.01) GRANULARITY 1,
      INDEX filed_at_range filed_at TYPE minmax GRANULARITY 1
    )
    ENGINE = MergeTree
    PARTITION BY toDate(received_at)
    ORDER BY (toStartOfMinute(filed_at), trace_id, start_ns)
    -- A trace is some twenty spans in one place: half of the engine's usual granule is read for it.
    SETTINGS non_replicated_deduplication_window = 1000, min_bytes_for_wide_part = 134217728,
      index_granularity = 4096`,
    // Reads either form, as a step that was cut off after the exchange begins again.
    `INSERT INTO spans_of_next_version (${COLUMNS_THAT_STAY}, events, links)
      SELECT ${COLUMNS_THAT_STAY},
        arrayZip(\`events.time_ns\`, \`events.name\`, \`events.dropped_attributes\`, \`events.attributes\`),
        arrayZip(\`links.trace_id\`, \`links.span_id\`, \`links.trace_state\`, \`links.flags\`,
          \`links.dropped_attributes\`, \`links.attributes\`)
      FROM spans`,
    'EXCHANGE TABLES spans_of_next_version AND spans',
    'DROP TABLE spans_of_next_version SYNC',
  ],
};
