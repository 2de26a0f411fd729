// Migrations on a real engine: from every earlier version, with spans that were stored then.

import { createClient } from '@clickhouse/client';
import { SpanBatch } from '@throughline/model/batch/span-batch';
import { decodeTracesJson } from '@throughline/model/otlp/json-decode';
import { FULL_TRACE, TRACE_ID } from '@throughline/model/otlp/testing/full-trace';
import { describe, expect, it } from 'vitest';
import { openClickHouse } from '../client/clickhouse.ts';
import type { EngineConnection } from '../contract/engine-connection.ts';
import { silentLogger } from '../contract/logger.ts';
import { openSpanStore } from '../open-span-store.ts';
import { createTestDatabase } from '../testing/create-test-database.ts';
import { createInsertSpans } from '../write/insert-spans.ts';
import { MIGRATIONS, migrate, SchemaTooNewError } from './migrate.ts';

async function storeFullTrace(connection: EngineConnection): Promise<void> {
  const clickhouse = openClickHouse(connection);
  const batch = new SpanBatch();
  decodeTracesJson(FULL_TRACE, batch, Date.now());
  await createInsertSpans(clickhouse, silentLogger)(batch, 'token');
  await clickhouse.close();
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
      await storeFullTrace(connection);
      const store = await openSpanStore({ connection, logger: silentLogger });
      const { traces } = await store.searchTraces({ attributes: [], limit: 10 });
      expect(traces.map(({ traceId }) => traceId)).toContain(TRACE_ID);
      const operations = await store.operations(undefined);
      expect(operations.map(({ spanCount }) => spanCount)).toEqual([1]);
      await store.close(0);
    },
  );

  it('begin a step again that a crash cut off', async () => {
    const connection = await createTestDatabase();
    await migrateTo(connection, 1);
    await storeFullTrace(connection);
    const client = createClient(connection);
    for (const { statements } of MIGRATIONS.slice(1)) {
      for (const query of statements) await client.command({ query });
    }
    await client.close();
    const store = await openSpanStore({ connection, logger: silentLogger });
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

describe('an insert that is sent again', () => {
  it('is stored once, in spans and in everything kept beside them', async () => {
    const connection = await createTestDatabase();
    const store = await openSpanStore({ connection, logger: silentLogger });
    await storeFullTrace(connection);
    await storeFullTrace(connection);
    expect((await store.operations(undefined)).map(({ spanCount }) => spanCount)).toEqual([1]);
    await store.close(0);
  });
});
