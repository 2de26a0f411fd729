import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openClickHouse } from '../client/clickhouse.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import { createTestDatabase } from '../testing/create-test-database.ts';
import { openReadSession } from './read-session.ts';

const LIMITS = { timeoutMs: 60_000, maxMemoryBytes: 256 * 1024 ** 2 };
const ENDLESS = `SELECT count() FROM numbers(1000000000000) WHERE cityHash64(number) = 1 FORMAT TSV`;

it('ends a statement in the engine when whoever asked has gone', async () => {
  const clickhouse = openClickHouse(await createTestDatabase());
  const watch = openReadSession(clickhouse, LIMITS, undefined);
  const marker = `gone ${process.pid}`;
  const running = async () => {
    const parameters = new SqlParameters();
    const like = parameters.bind('String', marker);
    const sql = `SELECT 1 FROM system.processes WHERE position(query, concat('-- ', ${like})) > 0`;
    return (await watch.rows({ sql, parameters })).length > 0;
  };
  const until = async (expected: boolean) => {
    while ((await running()) !== expected) await delay(10);
  };
  const gone = new AbortController();
  const session = openReadSession(clickhouse, LIMITS, gone.signal);
  const statement = { sql: `-- ${marker}\n${ENDLESS}`, parameters: new SqlParameters() };
  const read = session.bytes(statement).catch((error: unknown) => error);
  await until(true);
  gone.abort();
  expect(await read).toBeInstanceOf(Error);
  await until(false);
  await clickhouse.close();
});

it('ends a statement when its time is over, or its answer too large, and names the limit', async () => {
  const clickhouse = openClickHouse(await createTestDatabase());
  const limitOf = async (sql: string, limits: Partial<typeof LIMITS>) => {
    const session = openReadSession(clickhouse, { ...LIMITS, ...limits }, undefined);
    return session.bytes({ sql, parameters: new SqlParameters() });
  };
  await expect(limitOf(ENDLESS, { timeoutMs: 300 })).rejects.toMatchObject({
    incomplete: { limit: 'time', message: 'the query was stopped after 0.3 s' },
  });
  const large = 'SELECT number FROM numbers(10000000) FORMAT RowBinary';
  await expect(limitOf(large, { maxMemoryBytes: 20 * 1024 ** 2 })).rejects.toMatchObject({
    incomplete: { limit: 'memory', message: 'the query needed more than 20 MiB of memory' },
  });
  await clickhouse.close();
});
