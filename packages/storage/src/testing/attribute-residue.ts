// What is left of the catalogue of attributes when what the engine finds in all stored spans is taken off:
// nothing, when all of them were counted. Import it only from test files.

import { createClient } from '@clickhouse/client';
import type { EngineConnection } from '../contract/engine-connection.ts';
import { namesOfSpans, valuesOfSpans } from '../schema/attributes-of-spans.ts';

/** Empties the catalogue: for the end of a test. */
export async function attributeResidue(connection: EngineConnection): Promise<unknown[]> {
  const client = createClient(connection);
  for (const [isValue, query] of [
    [0, `SELECT day, scope, name, type, total, '' AS value FROM (${namesOfSpans('1')})`],
    [1, `SELECT day, scope, name, type, total, value FROM (${valuesOfSpans('1')})`],
  ]) {
    await client.command({
      query: `INSERT INTO attributes (day, is_value, scope, name, type, value, count, seen)
        SELECT day, ${isValue}, scope, name, type, value, toUInt64(-toInt64(total)) AS off, off
        FROM (${query})`,
    });
  }
  const result = await client.query({
    query: `SELECT day, is_value, scope, name, type, value, toInt64(sum(count)) AS left, toInt64(sum(seen)) AS left_seen
      FROM attributes GROUP BY day, is_value, scope, name, type, value HAVING left != 0 OR left_seen != 0`,
    format: 'JSONEachRow',
  });
  const rows = await result.json();
  await client.close();
  return rows;
}
