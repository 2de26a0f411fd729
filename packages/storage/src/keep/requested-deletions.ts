// Deletions that somebody asked for: by trace id or by a search, counted first, audited, and done when no
// read finds the traces any more.

import { randomUUID } from 'node:crypto';
import type { ClickHouseClient } from '@clickhouse/client';
import { bytesToHex } from '@throughline/model/base/hex';
import type { DeletionOrigin, DeletionResult, DeletionTarget } from '../contract/trace-keeper.ts';
import { foundTraces } from '../read/search.ts';
import { SqlParameters } from '../read/sql-conditions.ts';
import { type AuditEntry, writeAudit } from './audit.ts';
import { type DeletedCounts, runJob, SPILL_BYTES } from './deletion-job.ts';
import type { Query } from './rule-conditions.ts';

/** The spool is emptied many times a second unless the engine is away or far behind. */
const SPOOL_WAIT_MS = 5_000;

export interface DeletionContext {
  readonly client: ClickHouseClient;
  readonly nowMs: () => number;
  /** Resolves when everything that was acknowledged is in the engine. */
  readonly drained: () => Promise<void>;
}

/** Counts without deleting. */
export async function countTarget(
  context: DeletionContext,
  target: DeletionTarget,
): Promise<DeletionResult> {
  const complete = await spoolIsEmpty(context);
  return { id: undefined, ...(await countSpansOf(context.client, target)), complete };
}

export async function deleteTarget(
  context: DeletionContext,
  target: DeletionTarget,
  origin: DeletionOrigin,
): Promise<DeletionResult> {
  const counted = await countTarget(context, target);
  if (counted.traces === 0) return counted;
  const { client, nowMs } = context;
  const id = randomUUID();
  const requestedMs = nowMs();
  const entry = { id, requestedMs, ...origin, error: '' };
  const write = (result: Pick<AuditEntry, 'state' | 'traces' | 'spans'>, error = '') => {
    // Later than the row before, or that one would stay.
    const updatedMs = Math.max(nowMs(), requestedMs + (result.state === 'requested' ? 0 : 1));
    return writeAudit(client, { ...entry, ...result, updatedMs, error });
  };
  await write({ state: 'requested', traces: counted.traces, spans: counted.spans });
  try {
    const deleted = await runJob(client, id, tracesOf(target), true);
    await write({ state: 'done', ...deleted });
    return { id, ...deleted, complete: counted.complete };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // The failure itself is what the caller has to hear of.
    await write({ state: 'failed', traces: 0, spans: 0 }, reason).catch(() => undefined);
    throw error;
  }
}

function tracesOf(target: DeletionTarget): Query {
  const parameters = new SqlParameters();
  if ('search' in target) {
    const { cursor: _, ...search } = target.search;
    return { sql: foundTraces(search, parameters), parameters };
  }
  const id = parameters.bind('String', bytesToHex(target.traceId));
  return { sql: `SELECT toFixedString(unhex(${id}), 16) AS trace_id`, parameters };
}

async function countSpansOf(
  client: ClickHouseClient,
  target: DeletionTarget,
): Promise<DeletedCounts> {
  const { sql, parameters } = tracesOf(target);
  const result = await client.query({
    query: `SELECT toString(count()) AS traces, toString(sum(trace_spans)) AS spans
      FROM (
        SELECT trace_id, count() AS trace_spans FROM spans
        WHERE trace_id IN (SELECT trace_id FROM (${sql}))
        GROUP BY trace_id
      )`,
    query_params: parameters.values,
    clickhouse_settings: { max_bytes_before_external_group_by: SPILL_BYTES },
    format: 'JSONEachRow',
  });
  const [row] = await result.json<{ traces: string; spans: string }>();
  return { traces: Number(row?.traces ?? 0), spans: Number(row?.spans ?? 0) };
}

async function spoolIsEmpty({ drained }: DeletionContext): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), SPOOL_WAIT_MS);
  });
  try {
    return await Promise.race([drained().then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
