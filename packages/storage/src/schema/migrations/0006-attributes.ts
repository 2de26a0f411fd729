// Which attributes there are, by name and by value, with counts per day, written with the spans
// (write/attributes-block.ts): what completion is made of.

import { namesOfSpans, valuesOfSpans } from '../attributes-of-spans.ts';
import type { Migration } from './migration.ts';

/** Spans looked at for the values of what was stored before: a minute's work at most. */
const SAMPLED_SPANS = 500_000;

/** Of one name on one day. */
const MAX_VALUES_OF_NAME = 1_000;

const STRIDE = `(SELECT greatest(1, intDiv(count(), ${SAMPLED_SPANS})) FROM spans)`;

/** On a small machine a query has 300 MiB. */
const SPILLING = 'SETTINGS max_bytes_before_external_group_by = 67108864';

export const attributesMigration: Migration = {
  version: 6,
  name: 'attributes',
  statements: [
    // Counts add up, so a step that was cut off begins again from nothing.
    'DROP TABLE IF EXISTS attributes',
    // Rows whose count has come down to 0 go when parts are merged.
    `CREATE TABLE attributes (
      day Date,
      -- 0: of a name, value is empty. 1: of a value.
      is_value UInt8,
      -- span, resource, instrumentation, event, link; intrinsic: what stands on the span itself.
      scope LowCardinality(String),
      name LowCardinality(String),
      -- string, int, double, bool, other. Values of the last, and of double, are not kept.
      type LowCardinality(String),
      value String CODEC(ZSTD(1)),
      count UInt64 CODEC(ZSTD(1)),
      -- Less than count where values of a sample of spans were counted for all.
      seen UInt64 CODEC(ZSTD(1))
    )
    ENGINE = SummingMergeTree((count, seen))
    PARTITION BY day
    ORDER BY (is_value, scope, name, type, value)
    SETTINGS non_replicated_deduplication_window = 1000`,
    `INSERT INTO attributes (day, scope, name, type, count, seen)
      SELECT day, scope, name, type, total, total FROM (${namesOfSpans('1')}) ${SPILLING}`,
    `INSERT INTO attributes (day, is_value, scope, name, type, value, count, seen)
      SELECT day, 1, scope, name, type, value, total * ${STRIDE}, total
      FROM (${valuesOfSpans(`cityHash64(span_id) % ${STRIDE} = 0`)})
      ORDER BY total DESC LIMIT ${MAX_VALUES_OF_NAME} BY day, scope, name, type
      ${SPILLING}`,
  ],
};
