// The database process: PostgreSQL (PGlite, in memory) behind a socket, with the shop's tables in it.
import { PGlite } from '@electric-sql/pglite';
import { runChild } from '../runtime/child.ts';
import { servePostgres } from './postgres-socket.ts';
import { GROWING_TABLES, seedSql } from './seed-data.ts';

/** The shop may run for days and lives in memory: old orders go, and the space of dead rows is taken back. */
const HOUSEKEEPING_EVERY_MS = 5 * 60_000;
const KEPT_ROWS = 1_000;

async function keepHouse(db: PGlite): Promise<void> {
  for (const table of GROWING_TABLES) {
    await db.exec(`DELETE FROM ${table} WHERE id <= (SELECT max(id) FROM ${table}) - ${KEPT_ROWS}`);
  }
  await db.exec('VACUUM');
}

void runChild(async ({ settings }) => {
  const db = await PGlite.create();
  await db.exec(seedSql(settings.seed));
  const socket = await servePostgres(db);
  const housekeeping = setInterval(() => {
    // With a client in the middle of a transaction it waits for the next time.
    if (!db.isInTransaction()) void keepHouse(db);
  }, HOUSEKEEPING_EVERY_MS);
  return {
    port: socket.port,
    ready: Promise.resolve(),
    stop: async () => {
      clearInterval(housekeeping);
      await socket.close();
      await db.close();
    },
  };
});
