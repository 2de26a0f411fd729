// Migrations on a real engine: from every earlier version, with spans that were stored then.

import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createClient } from '@clickhouse/client';
import { ensureExists } from '@throughline/model/base/assert';
import { parseId } from '@throughline/model/base/hex';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { encodeTraceJson } from '@throughline/model/otlp/json-encode';
import { batchOf, FULL_TRACE, TRACE_ID } from '@throughline/model/otlp/testing/full-trace';
import { describe, expect, it } from 'vitest';
import { type ClickHouse, openClickHouse } from '../client/clickhouse.ts';
import type { EngineConnection } from '../contract/engine-connection.ts';
import { silentLogger } from '../contract/logger.ts';
import { allTraces } from '../testing/all-traces.ts';
import { attributeResidue } from '../testing/attribute-residue.ts';
import { createTestDatabase } from '../testing/create-test-database.ts';
import { openTestStore } from '../testing/open-test-store.ts';
import { rollupResidue } from '../testing/rollup-residue.ts';
import { batchRecord, createBlockWriters } from '../write/batch-record.ts';
import { createInsertRecords } from '../write/insert-records.ts';
import { StoredOrigins } from '../write/origin-rows.ts';
import { EVENT_TYPE, LINK_TYPE, SPAN_COLUMNS, SPAN_TYPES } from '../write/spans-block.ts';
import { MIGRATIONS, migrate, SchemaTooNewError } from './migrate.ts';

/** As that version of the schema stored it: tables of later ones get nothing. */
async function storeFullTrace(connection: EngineConnection, version: number): Promise<void> {
  const batch = new SpanBatch();
  decodeTracesJson(FULL_TRACE, batch, Date.now());
  const { record } = batchRecord(batch, new StoredOrigins(), createBlockWriters());
  const bodies = { ...record.bodies };
  if (version < 2) bodies.trace_bounds = new Uint8Array();
  if (version < 5) bodies.rollups = new Uint8Array();
  if (version < 6) bodies.attributes = new Uint8Array();
  const clickhouse = openClickHouse(connection);
  if (version < 8) {
    await storeWithListsApart(clickhouse, bodies.spans);
    bodies.spans = new Uint8Array();
  }
  await createInsertRecords(clickhouse)([{ ...record, bodies }], 'token');
  await clickhouse.close();
}

/** Before version 8, each part of events and links was a column. */
async function storeWithListsApart(clickhouse: ClickHouse, block: Uint8Array): Promise<void> {
  const parts = [...tupleParts('events', EVENT_TYPE), ...tupleParts('links', LINK_TYPE)];
  const names = [...SPAN_COLUMNS.filter((name) => !['events', 'links'].includes(name)), ...parts]
    .map((name) => `\`${name}\``)
    .join(', ');
  const columns = SPAN_COLUMNS.map((name) => `${name} ${SPAN_TYPES.get(name)}`).join(', ');
  const { stream } = await clickhouse.client().exec({
    query: `INSERT INTO spans (${names}) SELECT ${names} FROM input('${columns.replaceAll("'", "\\'")}') FORMAT Native`,
    values: Readable.from([block], { objectMode: false }),
  });
  await text(stream);
}

/** Names of the parts of a tuple's type. */
function tupleParts(column: string, type: string): string[] {
  const inner = type.slice('Tuple('.length, -1);
  return inner.split(/, (?=\w+ )/).map((part) => `${column}.${part.split(' ')[0]}`);
}

async function migrateTo(connection: EngineConnection, version: number): Promise<void> {
  const client = createClient(connection);
  await migrate(client, silentLogger, MIGRATIONS.slice(0, version));
  await client.close();
}

describe('migrations', () => {
  it('are numbered from 1 without gaps', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, at) => at + 1));
  });

  it.each(MIGRATIONS.map(({ version }) => version))(
    'bring version %i to the newest, with what was stored',
    async (version) => {
      const connection = await createTestDatabase();
      await migrateTo(connection, version);
      await storeFullTrace(connection, version);
      const store = await openTestStore(connection);
      const { traces } = await store.traceql.search(allTraces(10));
      expect(traces.map(({ traceId }) => traceId)).toContain(TRACE_ID);
      const trace = ensureExists(
        await store.trace(parseId(TRACE_ID, 16) ?? new Uint8Array()),
        'no trace',
      );
      expect(encodeTraceJson(trace)).toBe(encodeTraceJson(batchOf(FULL_TRACE)));
      const operations = await store.operations(undefined);
      expect(operations.map(({ spanCount }) => spanCount)).toEqual([1]);
      expect(await rollupResidue(connection)).toEqual([]);
      const { items } = await store.traceql.attributeNames({ scope: 'any', range: {}, limit: 1 });
      expect(items).toHaveLength(1);
      expect(await attributeResidue(connection)).toEqual([]);
      await store.close(0);
    },
  );

  it('begin a step again that a crash cut off', async () => {
    const connection = await createTestDatabase();
    await migrateTo(connection, 1);
    await storeFullTrace(connection, 1);
    const client = createClient(connection);
    for (const { statements } of MIGRATIONS.slice(1)) {
      for (const query of statements) await client.command({ query });
    }
    await client.close();
    const store = await openTestStore(connection);
    expect((await store.operations(undefined)).map(({ spanCount }) => spanCount)).toEqual([1]);
    await store.close(0);
  });

  it('refuse a database of a newer version', async () => {
    const connection = await createTestDatabase();
    await migrateTo(connection, MIGRATIONS.length);
    const client = createClient(connection);
    const older = migrate(client, silentLogger, MIGRATIONS.slice(0, 1));
    await expect(older).rejects.toThrow(SchemaTooNewError);
    await client.close();
  });
});
