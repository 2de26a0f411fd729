// What is left of the rollups when those of all stored spans, as the engine computes them from the spans, are
// taken off: nothing, when they were right. Import it only from test files.

import { createClient } from '@clickhouse/client';
import type { EngineConnection } from '../contract/engine-connection.ts';
import { rollupsOfSpans } from '../schema/rollups-of-spans.ts';

/** Empties the rollups: for the end of a test. */
export async function rollupResidue(connection: EngineConnection): Promise<unknown[]> {
  const client = createClient(connection);
  await client.command({ query: `INSERT INTO rollups ${rollupsOfSpans(-1)}` });
  const rows: unknown[] = [];
  for (const [table, keys] of [
    ['rollups', 'service_name, name, kind, status_code, minute'],
    ['rollup_hours', 'service_name, name, kind, status_code, hour'],
    ['service_minutes', 'service_name, is_request, status_code, minute'],
    ['service_five_minutes', 'service_name, is_request, status_code, five_minutes'],
    ['service_hours', 'service_name, is_request, status_code, hour'],
  ]) {
    const result = await client.query({
      query: `SELECT day, ${keys},
          sum(span_count) AS spans, round(sum(weighted_count), 3) AS weighted,
          sum(duration_sum) AS durations, sumMap(duration_histogram) AS histogram
        FROM ${table} GROUP BY day, ${keys}
        HAVING spans != 0 OR weighted != 0 OR durations != 0 OR histogram != ([], [])`,
      format: 'JSONEachRow',
    });
    rows.push(...(await result.json()));
  }
  await client.close();
  return rows;
}
