// Spans per minute, service, operation, kind and status: how many, how long, and a histogram of how long,
// written with the spans (write/rollups-block.ts). Takes the place of `operations`, whose counts per day are
// sums of it.

import type { Migration } from './migration.ts';

/** OpenTelemetry's threshold in the trace state, of 14 hex digits: the share of spans that were left out. */
const SAMPLING_THRESHOLD =
  "extract(trace_state, '(?:^|,)\\s*ot=(?:[^,]*;)?th:([0-9a-f]{1,14})\\s*(?:[;,]|$)')";

const WEIGHT = `if(${SAMPLING_THRESHOLD} = '', 1, pow(2, 56) / (pow(2, 56) - reinterpretAsUInt64(
  reverse(unhex(rightPad(${SAMPLING_THRESHOLD}, 14, '0'))))))`;

/** The double's exponent and the first four bits of its mantissa. */
const BUCKET = `if(duration_ns <= 0, 0,
  bitShiftRight(reinterpretAsUInt64(toFloat64(duration_ns)), 48) - 16367)`;

const ROLLUPS_OF_SPANS = `
  SELECT
    toDate(received_at) AS day,
    service_name,
    name,
    kind,
    status_code,
    toStartOfMinute(filed_at) AS minute,
    count() AS span_count,
    sum(${WEIGHT}) AS weighted_count,
    sum(toUInt64(greatest(duration_ns, 0))) AS duration_sum,
    sumMap([toUInt16(${BUCKET})], [toUInt64(1)]) AS duration_histogram,
    max(received_at) AS last_seen
  FROM spans
  GROUP BY day, service_name, name, kind, status_code, minute`;

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
    `INSERT INTO rollups ${ROLLUPS_OF_SPANS}`,
    'DROP TABLE IF EXISTS operations',
  ],
};
