// Deletes whole traces, all or in the end all: first it writes down which, then it takes their spans off
// the counts and hides them (lightweight deletes: found by no read from then on, gone from disk when
// the parts are rewritten). What a crash cut off is finished by `unfinishedJobs` and `finishJob`.

import type { ClickHouseClient } from '@clickhouse/client';
import { rollupsOfSpans } from '../schema/rollups-of-spans.ts';
import { attributesToTakeOff } from './attributes-to-take-off.ts';
import type { Query } from './rule-conditions.ts';
import { reclaimDay } from './stored-days.ts';

export interface DeletedCounts {
  readonly traces: number;
  readonly spans: number;
}

/** Ids of one statement: the engine holds them in memory while it looks for their spans. */
const MAX_TRACES_PER_STATEMENT = 500_000;

/** An id that no trace has. In a job it says that the counts have been taken off. */
const COUNTS_DONE = "toFixedString('', 16)";

/** Grouping a large day spills to disk instead of failing; on a small machine a query has 300 MiB. */
const SPILL_BYTES = String(64 * 1024 ** 2);

/** So that the token is that of all rows, and what was inserted before a crash is not inserted again. */
const ONE_BLOCK = {
  min_insert_block_size_rows: '10000000',
  min_insert_block_size_bytes: String(256 * 1024 ** 2),
  max_insert_threads: '1',
  max_bytes_before_external_group_by: SPILL_BYTES,
};

/** A job this old belongs to nobody any more, whoever else works on the database. */
const ABANDONED_AFTER_S = 3600;

/** `traces` selects a column trace_id. `job` is a new UUID. */
export async function runJob(
  client: ClickHouseClient,
  job: string,
  traces: Query,
  reclaim: boolean,
): Promise<DeletedCounts> {
  await client.command({
    query: `INSERT INTO deletion_traces (job, trace_id)
      SELECT '${job}', trace_id FROM (${traces.sql})`,
    query_params: traces.parameters.values,
    clickhouse_settings: { max_bytes_before_external_group_by: SPILL_BYTES },
  });
  return finishJob(client, job, reclaim);
}

/**
 * Jobs of processes that ended in the middle. `isAlone`: nobody else works on the database, so that every
 * job that is there is one.
 */
export async function unfinishedJobs(
  client: ClickHouseClient,
  isAlone: boolean,
): Promise<string[]> {
  const minAgeS = isAlone ? 0 : ABANDONED_AFTER_S;
  const result = await client.query({
    query: `SELECT toString(job) AS job FROM deletion_traces
      GROUP BY job HAVING max(created_at) <= now() - ${minAgeS}`,
    format: 'JSONEachRow',
  });
  return (await result.json<{ job: string }>()).map(({ job }) => job);
}

export async function finishJob(
  client: ClickHouseClient,
  job: string,
  reclaim: boolean,
): Promise<DeletedCounts> {
  const { traces, countsDone } = await jobSize(client, job);
  if (traces === 0) return { traces: 0, spans: 0 };
  const parts = jobParts(job, traces);
  const counts: DayCount[] = [];
  for (const inPart of parts) counts.push(...(await countByDay(client, inPart)));
  if (!countsDone) await takeOff(client, job, parts);
  const spans = counts.reduce((sum, row) => sum + Number(row.spans), 0);
  for (const inPart of parts) {
    await deleteRows(client, 'spans', inPart);
    // Before the verdicts: one that is written from now on finds no bounds, and goes (verdicts/save-slice.ts).
    await deleteRows(client, 'trace_bounds', inPart);
    await deleteRows(client, 'baselines', countedIn(inPart));
    await deleteRows(client, 'trace_verdicts', inPart);
  }
  if (reclaim) {
    for (const day of new Set(counts.map((row) => row.day))) await reclaimDay(client, day, false);
  }
  await client.command({ query: `ALTER TABLE deletion_traces DROP PARTITION '${job}'` });
  return { traces, spans };
}

/**
 * What is usual cannot be had without some traces: the hours of their endpoints that they were counted in go, and
 * are learned again from what comes.
 */
function countedIn(inPart: string): string {
  return `(service_name, name, hour) IN (
    SELECT root_service, root_name, toStartOfHour(toDateTime(intDiv(start_ns, 1000000000), 'UTC'))
    FROM trace_verdicts WHERE is_usual AND ${inPart})`;
}

async function deleteRows(
  client: ClickHouseClient,
  table: string,
  condition: string,
): Promise<void> {
  for (const day of await daysWith(client, table, condition)) {
    const query = `DELETE FROM ${table} IN PARTITION '${day}' WHERE ${condition}`;
    await client.command({ query });
  }
}

/** Conditions that a row is of the job's traces, each for as many as one statement may have. */
function jobParts(job: string, traces: number): string[] {
  const parts = Math.ceil(traces / MAX_TRACES_PER_STATEMENT);
  return Array.from({ length: parts }, (_, part) => {
    return `trace_id IN (SELECT trace_id FROM deletion_traces
      WHERE job = '${job}' AND cityHash64(trace_id) % ${parts} = ${part})`;
  });
}

async function jobSize(client: ClickHouseClient, job: string) {
  const result = await client.query({
    query: `SELECT toUInt32(countIf(trace_id != ${COUNTS_DONE})) AS traces,
        countIf(trace_id = ${COUNTS_DONE}) > 0 AS countsDone
      FROM deletion_traces WHERE job = '${job}'`,
    format: 'JSONEachRow',
  });
  const [row] = await result.json<{ traces: number; countsDone: number }>();
  return { traces: row?.traces ?? 0, countsDone: row?.countsDone === 1 };
}

interface DayCount {
  readonly day: string;
  readonly spans: string;
}

async function countByDay(client: ClickHouseClient, condition: string): Promise<DayCount[]> {
  const result = await client.query({
    query: `SELECT toString(toDate(received_at)) AS day, toString(count()) AS spans
      FROM spans WHERE ${condition} GROUP BY day`,
    format: 'JSONEachRow',
  });
  return result.json<DayCount>();
}

/** Off the counts that were made when the spans were written. */
async function takeOff(
  client: ClickHouseClient,
  job: string,
  parts: readonly string[],
): Promise<void> {
  for (const [part, condition] of parts.entries()) {
    const settings = { ...ONE_BLOCK, insert_deduplication_token: `deletion ${job} ${part}` };
    await client.command({
      query: `INSERT INTO rollups ${rollupsOfSpans(-1, condition)}`,
      clickhouse_settings: settings,
    });
    await client.command({
      query: `INSERT INTO attributes ${attributesToTakeOff(condition)}`,
      clickhouse_settings: settings,
    });
  }
  await client.command({
    query: `INSERT INTO deletion_traces (job, trace_id) SELECT '${job}', ${COUNTS_DONE}`,
  });
}

/** `table` and `condition` are ours. */
async function daysWith(
  client: ClickHouseClient,
  table: string,
  condition: string,
): Promise<string[]> {
  const day = table === 'spans' ? 'toDate(received_at)' : 'day';
  const result = await client.query({
    query: `SELECT DISTINCT toString(${day}) AS found FROM ${table} WHERE ${condition}`,
    format: 'JSONEachRow',
  });
  return (await result.json<{ found: string }>()).map(({ found }) => found);
}
