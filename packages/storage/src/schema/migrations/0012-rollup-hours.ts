// The counts of `rollups` in the order of time, and in less detail, for long ranges and long lists: by hour, and by service alone, by minute, five
// minutes and hour. Filled by the engine with every insert into `rollups`, so that what is taken off there is taken off here.

import type { Migration } from './migration.ts';

interface Derived {
  readonly table: string;
  readonly from: string;
  /** What it counts by, with types, in the order of the key: what is asked for is of a time, and of a service. */
  readonly key: readonly (readonly [name: string, type: string])[];
  /** Of a row of `from`, as far as they are not its columns. */
  readonly expressions: Readonly<Record<string, string>>;
}

const TEXT = 'LowCardinality(String)';
const TIME = "DateTime('UTC') CODEC(Delta, ZSTD(1))";

const DERIVED: readonly Derived[] = [
  {
    table: 'rollup_hours',
    from: 'rollups',
    key: [
      ['service_name', TEXT],
      ['hour', TIME],
      ['name', TEXT],
      ['kind', 'UInt8'],
      ['status_code', 'UInt8'],
    ],
    expressions: { hour: 'toStartOfHour(minute)' },
  },
  {
    table: 'service_minutes',
    from: 'rollups',
    key: [
      ['minute', TIME],
      ['service_name', TEXT],
      // Of spans that answer a request or take a message.
      ['is_request', 'UInt8'],
      ['status_code', 'UInt8'],
    ],
    expressions: { is_request: 'kind IN (2, 5)' },
  },
  {
    table: 'service_five_minutes',
    from: 'service_minutes',
    key: [
      ['five_minutes', TIME],
      ['service_name', TEXT],
      ['is_request', 'UInt8'],
      ['status_code', 'UInt8'],
    ],
    expressions: { five_minutes: 'toStartOfFiveMinutes(minute)' },
  },
  {
    table: 'service_hours',
    from: 'service_minutes',
    key: [
      ['hour', TIME],
      ['service_name', TEXT],
      ['is_request', 'UInt8'],
      ['status_code', 'UInt8'],
    ],
    expressions: { hour: 'toStartOfHour(minute)' },
  },
];

const SUMS = ['span_count', 'weighted_count', 'duration_sum', 'duration_histogram', 'last_seen'];

/** Counts add up, so a step that was cut off begins again from nothing. */
function statementsFor({ table, from, key, expressions }: Derived): string[] {
  const names = ['day', ...key.map(([name]) => name), ...SUMS];
  const rows = `SELECT ${names.map((name) => `${expressions[name] ?? name} AS ${name}`).join(', ')} FROM ${from}`;
  return [
    `DROP VIEW IF EXISTS ${table}_view`,
    `DROP TABLE IF EXISTS ${table}`,
    `CREATE TABLE ${table} (
      day Date,
      ${key.map(([name, type]) => `${name} ${type}`).join(',\n      ')},
      span_count SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
      weighted_count SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
      duration_sum SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
      duration_histogram SimpleAggregateFunction(sumMap, Tuple(Array(UInt16), Array(UInt64)))
        CODEC(ZSTD(1)),
      last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC')) CODEC(ZSTD(1))
    )
    ENGINE = AggregatingMergeTree
    PARTITION BY day
    ORDER BY (${key.map(([name]) => name).join(', ')})
    SETTINGS non_replicated_deduplication_window = 1000`,
    `INSERT INTO ${table} (${names.join(', ')}) ${rows}`,
    `CREATE MATERIALIZED VIEW ${table}_view TO ${table} AS ${rows}`,
  ];
}

export const rollupHoursMigration: Migration = {
  version: 12,
  name: 'rollup-hours',
  statements: [
    // By time: a question is of a range, and read all that there is for each operation.
    'DROP VIEW IF EXISTS rollup_hours_view',
    'DROP VIEW IF EXISTS service_minutes_view',
    'DROP TABLE IF EXISTS rollups_of_next_version SYNC',
    `CREATE TABLE rollups_of_next_version AS rollups
    ENGINE = AggregatingMergeTree
    PARTITION BY day
    ORDER BY (minute, service_name, name, kind, status_code)
    SETTINGS non_replicated_deduplication_window = 1000`,
    'INSERT INTO rollups_of_next_version SELECT * FROM rollups',
    'EXCHANGE TABLES rollups_of_next_version AND rollups',
    'DROP TABLE rollups_of_next_version SYNC',
    ...DERIVED.flatMap(statementsFor),
  ],
};
