// Brings a database to the schema this version needs: applies the numbered migrations it does not have
// yet, in order, and refuses a database that a newer version has written.

import type { ClickHouseClient } from '@clickhouse/client';
import type { Logger } from '../contract/logger.ts';
import { spansMigration } from './migrations/0001-spans.ts';
import { traceBoundsMigration } from './migrations/0002-trace-bounds.ts';
import { operationsMigration } from './migrations/0003-operations.ts';
import { keepingMigration } from './migrations/0004-keeping.ts';
import { rollupsMigration } from './migrations/0005-rollups.ts';
import { attributesMigration } from './migrations/0006-attributes.ts';
import { otherKeysMigration } from './migrations/0007-other-keys.ts';
import { eventsAndLinksMigration } from './migrations/0008-events-and-links.ts';
import { verdictsMigration } from './migrations/0009-verdicts.ts';
import { callsMigration } from './migrations/0010-calls.ts';
import { fineGranulesMigration } from './migrations/0011-fine-granules.ts';
import { rollupHoursMigration } from './migrations/0012-rollup-hours.ts';
import type { Migration } from './migrations/migration.ts';

export const MIGRATIONS: readonly Migration[] = [
  spansMigration,
  traceBoundsMigration,
  operationsMigration,
  keepingMigration,
  rollupsMigration,
  attributesMigration,
  otherKeysMigration,
  eventsAndLinksMigration,
  verdictsMigration,
  callsMigration,
  fineGranulesMigration,
  rollupHoursMigration,
];

/** The database was written by a newer version of the product. */
export class SchemaTooNewError extends Error {
  override readonly name = 'SchemaTooNewError';
  readonly code = 'SCHEMA_TOO_NEW';
}

const CREATE_JOURNAL = `CREATE TABLE IF NOT EXISTS schema_migrations (
  version UInt32,
  name String,
  applied_at DateTime DEFAULT now()
) ENGINE = MergeTree ORDER BY version`;

/** Filling a table from all spans may take longer than the client waits without hearing anything. */
const SIGNS_OF_LIFE = {
  send_progress_in_http_headers: 1,
  http_headers_progress_interval_ms: '20000',
  wait_end_of_query: 1,
} as const;

/** Returns the version the database then has. `migrations` is a parameter for the tests' sake. */
export async function migrate(
  client: ClickHouseClient,
  logger: Logger,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<number> {
  await client.command({ query: CREATE_JOURNAL });
  const current = await schemaVersion(client);
  const newest = migrations.at(-1)?.version ?? 0;
  if (current > newest) {
    throw new SchemaTooNewError(
      `the database has schema version ${current}, this version of Throughline knows up to ` +
        `${newest}: start the newer version again`,
    );
  }
  for (const migration of migrations.slice(current)) {
    for (const query of migration.statements) {
      await client.command({ query, clickhouse_settings: SIGNS_OF_LIFE });
    }
    await client.insert({
      table: 'schema_migrations',
      values: [{ version: migration.version, name: migration.name }],
      format: 'JSONEachRow',
    });
    logger.info({ version: migration.version, migration: migration.name }, 'schema migrated');
  }
  return newest;
}

async function schemaVersion(client: ClickHouseClient): Promise<number> {
  const result = await client.query({
    query: 'SELECT max(version) AS version FROM schema_migrations',
    format: 'JSONEachRow',
  });
  const [row] = await result.json<{ version: number }>();
  return Number(row?.version ?? 0);
}
