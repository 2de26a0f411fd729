// The databases that integration tests work in: empty, and apart from each other.

import { createClient } from '@clickhouse/client';
import { afterEach, expect, it } from 'vitest';
import { createTestDatabase } from './create-test-database.ts';

const clients: ReturnType<typeof createClient>[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

it('gives each caller an empty database of its own', async () => {
  for (const value of [1, 2]) {
    const { url, username, password, database } = await createTestDatabase();
    const client = createClient({ url, username, password, database });
    clients.push(client);
    await client.command({ query: 'CREATE TABLE t (x UInt8) ENGINE = MergeTree ORDER BY x' });
    await client.command({ query: `INSERT INTO t VALUES (${value})` });
    const answer = await client.query({ query: 'SELECT x FROM t' });
    expect((await answer.json()).data).toEqual([{ x: value }]);
  }
});
