// The days that are stored, what they take on disk, and how a whole one goes: as a partition of every
// table, which costs the engine nothing.

import type { ClickHouseClient } from '@clickhouse/client';

/** Spans last: a drop that is cut off leaves spans without bounds, which the next run finds. */
const DAY_TABLES = [
  'trace_bounds',
  'trace_verdicts',
  'baselines',
  'rollups',
  'rollup_hours',
  'service_minutes',
  'service_five_minutes',
  'service_hours',
  'attributes',
  'counted_calls',
  'calls',
  'spans',
  'resources',
  'scopes',
] as const;

export interface StoredDay {
  /** 2026-01-31, UTC. */
  readonly day: string;
  readonly bytes: number;
}

/** Oldest first. */
export async function storedDays(client: ClickHouseClient): Promise<StoredDay[]> {
  const tables = DAY_TABLES.map((table) => `'${table}'`).join(', ');
  const result = await client.query({
    query: `SELECT partition AS day, sum(bytes_on_disk) AS bytes FROM system.parts
      WHERE active AND database = currentDatabase() AND table IN (${tables})
      GROUP BY day ORDER BY day`,
    format: 'JSONEachRow',
  });
  const rows = await result.json<{ day: string; bytes: string }>();
  return rows.map(({ day, bytes }) => ({ day, bytes: Number(bytes) }));
}

export async function countSpans(client: ClickHouseClient, day: string): Promise<number> {
  const result = await client.query({
    query: 'SELECT count() AS spans FROM spans WHERE toDate(received_at) = {day:Date}',
    query_params: { day },
    format: 'JSONEachRow',
  });
  const [row] = await result.json<{ spans: string }>();
  return Number(row?.spans ?? 0);
}

/** Everything that was received on the day. */
export async function dropDay(client: ClickHouseClient, day: string): Promise<void> {
  for (const table of DAY_TABLES) {
    await client.command({
      query: `ALTER TABLE ${table} DROP PARTITION {day:String}`,
      query_params: { day },
    });
  }
}

/** Gives back the room of the spans that were deleted from a day, which until then are only hidden. */
export async function reclaimDay(
  client: ClickHouseClient,
  day: string,
  wait: boolean,
): Promise<void> {
  for (const table of ['spans', 'trace_bounds', 'trace_verdicts', 'baselines'] as const) {
    await client.command({
      query: `ALTER TABLE ${table} APPLY DELETED MASK IN PARTITION {day:String}`,
      query_params: { day },
      clickhouse_settings: { mutations_sync: wait ? '2' : '0' },
    });
  }
}
