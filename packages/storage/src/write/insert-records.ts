// The records of one spool file into the engine: for each table one insert, under the file's token, so
// that a table which has it already does not take it again.

import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ClickHouseError } from '@clickhouse/client';
import type { ClickHouse } from '../client/clickhouse.ts';
import { type InsertRecords, RefusedError } from '../spool/spool-drain.ts';
import { type SpoolRecord, TABLES, type TableName } from '../spool/spool-record.ts';
import { ATTRIBUTES_COLUMNS } from './attributes-block.ts';
import { combineRollups } from './combine-rollups.ts';
import { ROLLUPS_COLUMNS } from './rollups-block.ts';
import { SPAN_COLUMNS } from './spans-block.ts';
import { TRACE_BOUNDS_COLUMNS } from './trace-bounds-block.ts';

const INSERTS: Readonly<Record<TableName, string>> = {
  resources: 'INSERT INTO resources FORMAT JSONEachRow',
  scopes: 'INSERT INTO scopes FORMAT JSONEachRow',
  trace_bounds: nativeInsert('trace_bounds', TRACE_BOUNDS_COLUMNS),
  rollups: nativeInsert('rollups', ROLLUPS_COLUMNS),
  attributes: nativeInsert('attributes', ATTRIBUTES_COLUMNS),
  spans: nativeInsert('spans', SPAN_COLUMNS),
};

function nativeInsert(table: string, columns: readonly string[]): string {
  const names = columns.map((name) => `\`${name}\``).join(', ');
  return `INSERT INTO ${table} (${names}) FORMAT Native`;
}

/** All blocks of a file become one part: as many rows and bytes as a file can have, and more. */
const BLOCK_SETTINGS = {
  min_insert_block_size_rows: '1000000',
  min_insert_block_size_bytes: String(1024 ** 3),
};

interface InsertOptions {
  readonly token: string;
  readonly signal: AbortSignal | undefined;
  readonly blockSettings: Readonly<Record<string, string>>;
}

/** `blockSettings` for the tests' sake: smaller blocks. */
export function createInsertRecords(
  clickhouse: ClickHouse,
  blockSettings: Readonly<Record<string, string>> = BLOCK_SETTINGS,
): InsertRecords {
  return async (records, token, signal) => {
    const options = { token, signal, blockSettings };
    const into = async (table: TableName): Promise<void> => {
      const bodies = bodiesFor(table, records);
      if (bodies.some((body) => body.length > 0)) await insert(clickhouse, table, bodies, options);
    };
    await allDone(BEFORE_SPANS.map(into));
    await allDone([into('spans')]);
  };
}

/** What spans name and are counted in, at once: each is small, and a span waits for all of them to be found. */
const BEFORE_SPANS = TABLES.filter((table) => table !== 'spans');

/** Nothing goes on behind a failure: the file is sent again, and must not meet itself. */
async function allDone(inserts: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(inserts)) {
    if (result.status === 'fulfilled') continue;
    const error: unknown = result.reason;
    throw isRefusal(error) ? new RefusedError(message(error), { cause: error }) : error;
  }
}

function bodiesFor(table: TableName, records: readonly SpoolRecord[]): readonly Uint8Array[] {
  const bodies = records.map((record) => record.bodies[table]);
  const isMany = bodies.filter((body) => body.length > 0).length > 1;
  return table === 'rollups' && isMany ? [combineRollups(bodies)] : bodies;
}

async function insert(
  clickhouse: ClickHouse,
  table: TableName,
  bodies: readonly Uint8Array[],
  { token, signal, blockSettings }: InsertOptions,
): Promise<void> {
  const { stream } = await clickhouse.client().exec({
    query: INSERTS[table],
    values: Readable.from(bodies, { objectMode: false }),
    clickhouse_settings: {
      ...blockSettings,
      insert_deduplication_token: token,
      // What was cut off between a table and the one that is filled from it is made up for.
      deduplicate_blocks_in_dependent_materialized_views: 1,
    },
    ...(signal === undefined ? {} : { abort_signal: signal }),
  });
  // An answer that is not read to its end holds its connection.
  await text(stream);
}

/**
 * ClickHouse's error codes that speak of the data and not of the engine's state: cannot read or parse
 * (6, 26, 27, 32, 33, 38, 41, 72, 117, 131, 636), columns and types that do not fit (10, 16, 20, 44, 47,
 * 50, 53, 70, 170, 321). Everything else may pass with time.
 */
const REFUSALS = new Set(
  [6, 10, 16, 20, 26, 27, 32, 33, 38, 41, 44, 47, 50, 53, 70, 72, 117, 131, 170, 321, 636].map(
    String,
  ),
);

function isRefusal(error: unknown): boolean {
  return error instanceof ClickHouseError && REFUSALS.has(error.code);
}

function message(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
