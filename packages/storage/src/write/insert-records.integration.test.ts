// Inserts on a real engine: what is sent again is stored once, and what the engine refuses is told apart.

import { createClient } from '@clickhouse/client';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { FULL_TRACE } from '@throughline/model/otlp/testing/full-trace';
import { expect, it } from 'vitest';
import { openClickHouse } from '../client/clickhouse.ts';
import { silentLogger } from '../contract/logger.ts';
import { migrate } from '../schema/migrate.ts';
import { RefusedError } from '../spool/spool-drain.ts';
import type { SpoolRecord } from '../spool/spool-record.ts';
import { createTestDatabase } from '../testing/create-test-database.ts';
import { batchRecord, createBlockWriters } from './batch-record.ts';
import { createInsertRecords } from './insert-records.ts';
import { StoredOrigins } from './origin-rows.ts';

function fullRecord(): SpoolRecord {
  const batch = new SpanBatch();
  decodeTracesJson(FULL_TRACE, batch, Date.now());
  return batchRecord(batch, new StoredOrigins(), createBlockWriters()).record;
}

async function migratedDatabase() {
  const connection = await createTestDatabase();
  const client = createClient(connection);
  await migrate(client, silentLogger);
  const clickhouse = openClickHouse(connection);
  return {
    insert: createInsertRecords(clickhouse),
    /** Every block by itself. */
    insertBlocks: createInsertRecords(clickhouse, {
      min_insert_block_size_rows: '1',
      min_insert_block_size_bytes: '1',
    }),
    async count(query: string): Promise<number> {
      const result = await client.query({ query, format: 'JSONEachRow' });
      const [row] = await result.json<{ n: string }>();
      return Number(row?.n);
    },
    async close() {
      await client.close();
      await clickhouse.close();
    },
  };
}

it('stores once what is sent again under its token, in every table', async () => {
  const { insert, count, close } = await migratedDatabase();
  const records = [fullRecord(), fullRecord()];
  await insert(records, 'a file');
  await insert(records, 'a file');
  expect(await count('SELECT count() AS n FROM spans')).toBe(2);
  expect(await count('SELECT sum(span_count) AS n FROM rollups')).toBe(2);
  await insert([fullRecord()], 'another file');
  expect(await count('SELECT count() AS n FROM spans')).toBe(3);
  await close();
});

it('stores all blocks of a file that is too large to be one', async () => {
  const { insertBlocks, count, close } = await migratedDatabase();
  const records = Array.from({ length: 3 }, () => fullRecord());
  for (let times = 0; times < 2; times++) {
    await insertBlocks(records, 'a file');
    expect(await count('SELECT count() AS n FROM spans')).toBe(3);
    expect(await count('SELECT sum(span_count) AS n FROM rollups')).toBe(3);
  }
  await close();
});

it('makes one part of all blocks of a file', async () => {
  const { insert, count, close } = await migratedDatabase();
  await insert(
    Array.from({ length: 20 }, () => fullRecord()),
    'a file',
  );
  const parts = `SELECT count() AS n FROM system.parts
    WHERE database = currentDatabase() AND table = 'spans' AND level = 0`;
  expect(await count(parts)).toBe(1);
  await close();
});

it('tells a refusal from an engine in trouble', async () => {
  const { insert, close } = await migratedDatabase();
  const record = fullRecord();
  const broken = { ...record, bodies: { ...record.bodies, spans: new Uint8Array([1, 2, 3]) } };
  await expect(insert([broken], 'broken')).rejects.toThrow(RefusedError);
  await close();
});
