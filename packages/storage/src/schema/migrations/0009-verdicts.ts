// What the analysis says of traces: a row per trace that was analysed, what is usual for endpoints, and how far it
// has come. Written by the analysis of arriving traces (verdicts/), not with the spans.

import type { Migration } from './migration.ts';

/** Bucket numbers (packages/analysis/src/baseline/histogram.ts) and how many values each has. */
const HISTOGRAM =
  'SimpleAggregateFunction(sumMap, Tuple(Array(Int16), Array(UInt64))) CODEC(ZSTD(1))';
const COUNT = 'SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1))';

export const verdictsMigration: Migration = {
  version: 9,
  name: 'verdicts',
  statements: [
    // A trace is under the first day on which a span of it was received, so that a later verdict takes the place
    // of the one before. Verdicts are looked up by id, some at a time: small granules.
    `CREATE TABLE IF NOT EXISTS trace_verdicts (
      day Date,
      trace_id FixedString(16) CODEC(NONE),
      analysed_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
      start_ns UInt64 CODEC(ZSTD(1)),
      root_service LowCardinality(String),
      root_name LowCardinality(String),
      span_count UInt32 CODEC(ZSTD(1)),
      -- Whether it is counted in \`baselines\`.
      is_usual UInt8,
      culprit_kind LowCardinality(String),
      culprit_service LowCardinality(String),
      culprit_operation LowCardinality(String),
      culprit_sentence String CODEC(ZSTD(1)),
      findings Array(Tuple(
        name LowCardinality(String),
        service LowCardinality(String),
        operation LowCardinality(String),
        cost_ns UInt64,
        span_count UInt32,
        sentence String
      )) CODEC(ZSTD(1))
    )
    ENGINE = ReplacingMergeTree(analysed_at)
    PARTITION BY day
    ORDER BY trace_id
    SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 1000`,
    // By endpoint (service and name of the root), hour and path of operations from the root; the empty path is the
    // trace as a whole.
    `CREATE TABLE IF NOT EXISTS baselines (
      day Date,
      service_name LowCardinality(String),
      name LowCardinality(String),
      hour DateTime('UTC'),
      path String CODEC(ZSTD(1)),
      traces ${COUNT},
      calls ${COUNT},
      errors ${COUNT},
      duration_histogram ${HISTOGRAM},
      path_histogram ${HISTOGRAM},
      calls_histogram ${HISTOGRAM}
    )
    ENGINE = AggregatingMergeTree
    PARTITION BY day
    ORDER BY (service_name, name, hour, path)
    SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 1000`,
    `CREATE TABLE IF NOT EXISTS analysis_progress (
      of UInt8,
      until_ms SimpleAggregateFunction(max, UInt64)
    )
    ENGINE = AggregatingMergeTree
    ORDER BY of`,
  ],
};
